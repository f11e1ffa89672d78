package expr_test

import (
	"fmt"
	"go/parser"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/properties/expr"
	"adfd/properties/gen"
)

// tree is an algebra that writes every operation in brackets.
type tree struct{}

func (tree) Variable() (string, error)               { return "x", nil }
func (tree) Constant(c float64) (string, error)      { return fmt.Sprint(c), nil }
func (tree) Add(a, b string) (string, error)         { return "[" + a + "+" + b + "]", nil }
func (tree) Sub(a, b string) (string, error)         { return "[" + a + "-" + b + "]", nil }
func (tree) Mul(a, b string) (string, error)         { return "[" + a + "*" + b + "]", nil }
func (tree) Div(a, b string) (string, error)         { return "[" + a + "/" + b + "]", nil }
func (tree) Pow(a string, n int) (string, error)     { return fmt.Sprintf("[%s^%d]", a, n), nil }
func (tree) Call(f string, a string) (string, error) { return f + "[" + a + "]", nil }

func TestPrecedence(t *testing.T) {
	for text, want := range map[string]string{
		"x + 1 + 2":            "[[x+1]+2]",
		"x + (1 + 2)":          "[x+[1+2]]",
		"x - 1 - 2":            "[[x-1]-2]",
		"x - (1 - 2)":          "[x-[1-2]]",
		"2*x^2/3":              "[[2*[x^2]]/3]",
		"2*(x/3)":              "[2*[x/3]]",
		"-x^2":                 "[-1*[x^2]]",
		"(-2)^2*x":             "[[-2^2]*x]",
		"-2^2*x":               "[[-1*[2^2]]*x]",
		"x - -0.5":             "[x--0.5]",
		"x*(-0.5)":             "[x*-0.5]",
		"(x^2)^3":              "[[x^2]^3]",
		"tanh(sin(x) + 0.5)":   "tanh[[sin[x]+0.5]]",
		" exp ( x ) * 1e-3 ":   "[exp[x]*0.001]",
		"(x + 1)*(x - 1)^2":    "[[x+1]*[[x-1]^2]]",
		"cos(x)/(2 + x)/(x+3)": "[[cos[x]/[2+x]]/[x+3]]",
	} {
		e, err := expr.Parse(text, 0, 1)
		require.NoError(t, err, text)
		got, err := expr.Fold(e, tree{})
		require.NoError(t, err)
		assert.Equal(t, want, got, text)

		again, err := expr.Fold(expr.MustParse(e.String(), 0, 1), tree{})
		require.NoError(t, err)
		assert.Equal(t, want, again, "%s printed as %v", text, e)
	}
}

func TestParseRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := gen.Expr(expr.MaxDepth).Draw(t, "e")
		lo, hi := e.Domain()
		again, err := expr.Parse(e.String(), lo, hi)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := expr.Fold(e, tree{})
		b, _ := expr.Fold(again, tree{})
		if a != b || again.Depth() != e.Depth() {
			t.Fatalf("%s became %s", a, b)
		}
		if _, err := parser.ParseExpr(e.GoString()); err != nil {
			t.Fatalf("%#v is not Go: %v", e, err)
		}
	})
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "column 1: the end",
		"x +":                      "column 4: the end",
		"x + * 2":                  `column 5: "*"`,
		"sin x":                    `column 5: "x", want "(" after sin`,
		"sine(x)":                  `unknown function "sine"`,
		"x^65537":                  "powers of 65537 or more in all, want at most 65536",
		"(x^2)^2 + sin(x^256)^257": "powers of 65792 or more in all, want at most 65536",
		"y":                        `unknown function "y"`,
		"(x":                       `column 3: the end, want ")"`,
		"x)":                       `column 2: ")", want the end`,
		"x^2.5":                    `"2.5", want an integer power`,
		"x^-1":                     `"-", want an integer power`,
		"2 x":                      `column 3: "x", want the end`,
		"1e999":                    `"1e999", want a number`,
		"x # 2":                    `"#", want the end`,
		"sin(x, 2)":                `",", want ")"`,
	} {
		_, err := expr.Parse(text, 0, 1)
		assert.ErrorContains(t, err, want, text)
	}
	assert.Panics(t, func() { expr.MustParse("x +", 0, 1) })
}
