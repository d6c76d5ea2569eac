package archive

// Reports is the folder that is served. The service is started in the project's folder.
const Reports = "reports"

// ContentTypes by extension; everything else is OtherContent.
var ContentTypes = map[string]string{
	".txt": "text/plain",
	".csv": "text/csv",
	".pdf": "application/pdf",
}

const OtherContent = "application/octet-stream"
