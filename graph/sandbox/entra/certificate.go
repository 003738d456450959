package entra

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// A client checks a certificate by its own clock, which is not the tenant's and in a test may show any year. So the
// validity is wide.
var (
	certificateBegins = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	certificateEnds   = time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
)

// newCertificate returns a certificate for 127.0.0.1, ::1 and localhost (ECDSA P-256), and the authority that signed
// it, in PEM. The authority's key is discarded at once and the authority restricted to loopback names: a client that
// trusts it trusts only this certificate.
func newCertificate() (tls.Certificate, []byte, error) {
	fail := func(err error) (tls.Certificate, []byte, error) {
		return tls.Certificate{}, nil, fmt.Errorf("certificate for the sandbox's token service: %w", err)
	}
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fail(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fail(err)
	}
	v4, v6 := net.IPv4(127, 0, 0, 1).To4(), net.IPv6loopback
	ca := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Tapdesk sandbox authority"},
		NotBefore: certificateBegins, NotAfter: certificateEnds, KeyUsage: x509.KeyUsageCertSign,
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: []string{"localhost"},
		PermittedIPRanges: []*net.IPNet{{IP: v4, Mask: net.CIDRMask(32, 32)}, {IP: v6, Mask: net.CIDRMask(128, 128)}},
	}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	if err != nil {
		return fail(err)
	}
	// Parse the parent for its key identifier, which the leaf refers to.
	if ca, err = x509.ParseCertificate(caDER); err != nil {
		return fail(err)
	}
	leaf := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: certificateBegins, NotAfter: certificateEnds, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{v4, v6},
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), caKey)
	if err != nil {
		return fail(err)
	}
	return tls.Certificate{Certificate: [][]byte{der, caDER}, PrivateKey: key},
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}), nil
}

// serial returns a random serial number of 120 bits.
func serial() *big.Int {
	b := make([]byte, 15)
	rand.Read(b)
	b[0] |= 1 // never zero
	return new(big.Int).SetBytes(b)
}
