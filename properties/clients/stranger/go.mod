module example.com/stranger

go 1.26.0

replace adfd => ../../..

require (
	adfd v0.0.0
	pgregory.net/rapid v1.3.0
)

require gonum.org/v1/gonum v0.17.0 // indirect
