// Package registered reads from the git history whether the criterion of a claim came before its table.
//
// Read goes through every commit that HEAD is made from, and Find says for each claim at which commits its criterion
// and its recorded table changed. What is not committed is no part of it. Dates are the author's, as git log prints
// them; before and after are by descent and not by date: a criterion came before a table if its commit is an ancestor of
// the table's.
//
// # A criterion
//
// A claim is found by its id: a composite literal with a field ID that is written out and a field Criterion, in any Go
// file that is no test. File, package and the name of the variable do not matter. Its criterion is
//
//	Expected   the expected verdict
//	judge      the function that judges, as a syntax tree, with every function, variable and constant of the module
//	           that it names, and what these name
//	words      Regime, Criterion and Counter, as they are printed
//
// The tree is compared, not the text. Constants are compared by value, whatever they are called and however they are
// written. Names of functions and of local variables, comments, layout, parentheses, the file and the package do not
// show. A conversion of a value to the type that it has does not count. Packages from outside the module are known by
// name alone, and a method of a value whose type they declare stands for every method of the module with that name. Methods
// of the table are known by name too: how it is read is no criterion. Methods of the judgement and of its clauses
// are shared by all claims; their changes are kept apart, as Shared. The protocols that measure a table are no part
// of a criterion.
//
// # Changes
//
// To tell whether a change of the judge decides anything one would have to run the old one on every table. That is
// not done. In its place stands a rule that errs on one side only. Where the judge's tree, its constants and the expected
// verdict are the same, and words alone are others, both judge every table alike: such a change is Words. Every
// other change counts as one that may decide: Numbers where the constants are others, Code where the judge is
// written otherwise with the same constants, even if it is the same function.
//
// A merge has a change only where it agrees with none of its parents. A claim or a table that a commit lacks, or that
// cannot be read there, is taken to be as it was.
//
// # A table
//
// A recorded table is found by its header, which names claim and size, wherever it stands. Its rows are compared;
// header, trailer and the line of column names are format. The first table of a claim is the first of any size.
package registered
