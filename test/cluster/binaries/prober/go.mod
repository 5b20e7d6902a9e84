module podpath.test/prober

go 1.24.0
