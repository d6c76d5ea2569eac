package netdesk

// Where things are. The service is started in the project's folder.
const (
	Inventory = "etc/inventory.txt"
	Netcheck  = "bin/netcheck.sh"
)
