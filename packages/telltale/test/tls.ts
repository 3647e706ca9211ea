/** A key and a certificate for `localhost` and 127.0.0.1, known to everybody and good for tests alone. @module */

/** Options of a server; its clients trust {@link tls.cert}. */
export const tls = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNa08bIe/Ihp4k1jE
IQMw7y+cxfAv2bF1SLhQVoQ/q2mhRANCAAQJlSPSvC9+PlhXaP29R7OVtetD/9St
TS4Vw7UO+Uk1RlZggHFlKjO8pJhDW96+zmdOSkX+TCEutw+DNCjfFqrz
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUIhgLLu0PL9t2DxtBCDWISqIXqPAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTE1NTAyMFoYDzIxMjYxMDI4
MTU1MDIwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQJlSPSvC9+PlhXaP29R7OVtetD/9StTS4Vw7UO+Uk1RlZggHFlKjO8
pJhDW96+zmdOSkX+TCEutw+DNCjfFqrzo28wbTAdBgNVHQ4EFgQUIdahfBNOmreA
je0G+dNG9URjcC4wHwYDVR0jBBgwFoAUIdahfBNOmreAje0G+dNG9URjcC4wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAPpL5HZPgEnOmH4UunB7BwpcI870vs/w9kJpVRmAos4+AiEA
036I+IGd3knw1sPf1lez+u0joYcw2Ruk2CeVRsqtHTY=
-----END CERTIFICATE-----`,
};
