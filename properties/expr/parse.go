package expr

import (
	"fmt"
	"strconv"
	"strings"
	"text/scanner"
)

// MaxText bounds the length of what Parse reads in bytes, and so how deep it nests: a parenthesis takes
// about a kilobyte of stack.
const MaxText = 1 << 16

// Parse reads an expression on the domain [lo, hi]. The notation is that of
// String:
//
//	sum     = product { ("+" | "-") product }
//	product = factor { ("*" | "/") factor }
//	factor  = "-" factor | atom [ "^" integer ]
//	atom    = number | "x" | name "(" sum ")" | "(" sum ")"
//
// A minus in front of a number is part of the constant; in front of anything
// else it multiplies by -1. The error names the column of a slip, an unknown
// function, the value that is undefined or too large on [lo, hi], or a text of more
// than MaxText bytes.
func Parse(text string, lo, hi float64) (Expr, error) {
	if len(text) > MaxText {
		return Expr{}, fmt.Errorf("expr: a text of %d bytes, want at most %d", len(text), MaxText)
	}
	p := parser{}
	p.Init(strings.NewReader(text))
	p.Mode = scanner.ScanIdents | scanner.ScanFloats | scanner.ScanInts
	p.Error = func(*scanner.Scanner, string) {} // reported as an unexpected token
	p.next()
	n, err := p.sum()
	if err == nil && p.token != scanner.EOF {
		err = p.unexpected("the end")
	}
	if err != nil {
		return Expr{}, fmt.Errorf("expr: %q: %w", text, err)
	}
	return build(n, interval{lo, hi})
}

// MustParse is Parse for text known to be right; it panics on an error.
func MustParse(text string, lo, hi float64) Expr {
	e, err := Parse(text, lo, hi)
	if err != nil {
		panic(err)
	}
	return e
}

type parser struct {
	scanner.Scanner
	token rune
}

func (p *parser) next() { p.token = p.Scan() }

func (p *parser) unexpected(want string) error {
	got := strconv.Quote(p.TokenText())
	if p.token == scanner.EOF {
		got = "the end"
	}
	// The scanner has no column for the end of an empty text.
	return fmt.Errorf("column %d: %s, want %s", max(1, p.Position.Column), got, want)
}

func (p *parser) sum() (*node, error) {
	return p.chain(map[rune]op{'+': add, '-': sub}, p.product)
}

func (p *parser) product() (*node, error) {
	return p.chain(map[rune]op{'*': mul, '/': div}, p.factor)
}

// chain reads operands joined by operators that associate to the left.
func (p *parser) chain(ops map[rune]op, operand func() (*node, error)) (*node, error) {
	a, err := operand()
	for err == nil {
		o, ok := ops[p.token]
		if !ok {
			return a, nil
		}
		p.next()
		var b *node
		b, err = operand()
		a = &node{op: o, a: a, b: b}
	}
	return nil, err
}

func (p *parser) factor() (*node, error) {
	if p.token == '-' {
		p.next()
		n, err := p.factor()
		if err != nil {
			return nil, err
		}
		if n.op == constant {
			return &node{op: constant, value: -n.value}, nil
		}
		return &node{op: mul, a: &node{op: constant, value: -1}, b: n}, nil
	}
	n, err := p.atom()
	if err != nil || p.token != '^' {
		return n, err
	}
	p.next()
	power, err := strconv.Atoi(p.TokenText())
	if p.token != scanner.Int || err != nil {
		return nil, p.unexpected("an integer power")
	}
	p.next()
	return &node{op: pow, power: power, a: n}, nil
}

func (p *parser) atom() (*node, error) {
	switch p.token {
	case scanner.Int, scanner.Float:
		v, err := strconv.ParseFloat(p.TokenText(), 64)
		if err != nil {
			return nil, p.unexpected("a number")
		}
		p.next()
		return &node{op: constant, value: v}, nil
	case scanner.Ident:
		name := p.TokenText()
		p.next()
		if name == "x" {
			return &node{op: variable}, nil
		}
		if _, ok := functions[name]; !ok {
			return nil, unknown(name)
		}
		if p.token != '(' {
			return nil, p.unexpected(`"(" after ` + name)
		}
		a, err := p.parenthesised()
		return &node{op: call, name: name, a: a}, err
	case '(':
		return p.parenthesised()
	}
	return nil, p.unexpected("a number, x, a function or (")
}

func (p *parser) parenthesised() (*node, error) {
	p.next()
	n, err := p.sum()
	if err != nil {
		return nil, err
	}
	if p.token != ')' {
		return nil, p.unexpected(`")"`)
	}
	p.next()
	return n, nil
}
