package office

import (
	"doorstep/app/contracts"
	"doorstep/views/web"
)

// contractImportBody is the largest upload: a file and the form around it.
const contractImportBody = contracts.ImportBytes + 1<<16

// contractImportRoutes are contracts that come from a file, and contracts on paper. Files have a path of their own, for below
// /office/contracts/ any word may be a contract.
func (o *office) contractImportRoutes(r *web.Router) {
	r.GET("/office/contracts/import", o.newContractImport).May(contracts.Decide)
	r.POST("/office/contracts/import", o.readContractImport).May(contracts.Decide).Body(contractImportBody)
	r.GET("/office/contracts/import/template", o.contractTemplate).May(contracts.Decide)
	r.GET("/office/contract-imports/{id}", o.showContractImport).May(contracts.Decide)
	r.POST("/office/contract-imports/{id}/application", o.applyContractImport).May(contracts.Decide)
	r.GET("/office/contracts/{id}/pdf", o.contractPDF).May(contracts.See)
}
