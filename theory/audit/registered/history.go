package registered

import "context"

// Revision is a commit with what it says of the claims, by id.
type Revision struct {
	Commit
	Criteria map[string]Criterion
	Tables   map[string]map[string]string // of a claim: the size of each table to a hash of its rows
}

// Read reads the history of the repository that dir lies in: every commit that HEAD is made from, parents
// before their children. What is not committed is no part of it. Progress, if it is not nil, is told how many
// commits of how many are read. The errors are those of this package, that of ctx, or
// what git says.
func Read(ctx context.Context, dir string, progress func(done, total int)) (history []Revision, err error) {
	r, hashes, err := open(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		closed := r.close()
		switch {
		case ctx.Err() != nil:
			err = ctx.Err() // what the end of the process looked like says less
		case err == nil:
			err = closed
		}
	}()
	read := func(blob string) ([]byte, error) { return r.object(blob, "blob") }
	w := walker{r.object, map[string][]file{}}
	criteria, tables := newArchive(read), shelf{read, map[string]table{}}
	for i, hash := range hashes {
		content, err := r.object(hash, "commit")
		if err != nil {
			return nil, err
		}
		commit, tree, err := parseCommit(hash, content)
		if err != nil {
			return nil, err
		}
		files, err := w.files(tree)
		if err != nil {
			return nil, err
		}
		now := Revision{Commit: commit}
		if now.Criteria, err = criteria.criteria(files); err != nil {
			return nil, err
		}
		if now.Tables, err = tables.tables(files); err != nil {
			return nil, err
		}
		history = append(history, now)
		if progress != nil {
			progress(i+1, len(hashes))
		}
	}
	return history, nil
}
