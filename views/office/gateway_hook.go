package office

import (
	"io"
	"net/http"

	"doorstep/app/kernel/fault"
	"doorstep/app/payments/razorpay"
	"doorstep/views/web"
)

// hookBody is the largest body that is read of what the gateway tells.
const hookBody = 256 << 10

// gatewayHook takes what the gateway tells. Any answer but 2xx makes it tell again.
func (o *office) gatewayHook(req *web.Request) error {
	raw, err := io.ReadAll(req.Request.Body)
	if err != nil {
		return fault.New(fault.Invalid, "bad_request").Wrap(err)
	}
	h := req.Request.Header
	err = o.app.Payments.Webhook(req.Request.Context(), raw, h.Get(razorpay.HeaderSignature), h.Get(razorpay.HeaderEvent))
	plain := func(status int, text string) error {
		return req.Blob(status, "text/plain; charset=utf-8", []byte(text+"\n"))
	}
	if err == nil {
		return plain(http.StatusOK, "ok")
	}
	switch fault.KindOf(err) {
	case fault.NotFound:
		return plain(http.StatusNotFound, "no gateway")
	case fault.Forbidden:
		return plain(http.StatusUnauthorized, "signature")
	case fault.Invalid:
		return plain(http.StatusBadRequest, "no event")
	}
	return err
}
