module reportarchive

go 1.27
