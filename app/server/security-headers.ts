/**
 * The Content-Security-Policy of every response. One policy for all routes, since a client-side navigation keeps the first document's.
 * Monaco positions its lines by style attributes, hence style-src-attr; elements need the nonce.
 * @param nonce Fresh for each document; responses without scripts leave it out.
 * @param development Vite needs inline styles and a web socket for hot reloading.
 */
export function contentSecurityPolicy(nonce?: string, development = false): string {
	const withNonce = nonce === undefined ? "'self'" : `'self' 'nonce-${nonce}'`;
	return [
		"default-src 'self'",
		`script-src ${withNonce}`,
		`style-src ${development ? "'self' 'unsafe-inline'" : withNonce}`,
		"style-src-attr 'unsafe-inline'",
		"img-src 'self' data:",
		"font-src 'self'",
		`connect-src 'self'${development ? " ws:" : ""}`,
		"worker-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	].join("; ");
}

/** Headers that every response carries beside its policy. */
export const fixedSecurityHeaders: Readonly<Record<string, string>> = {
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "same-origin",
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"X-Frame-Options": "DENY",
	"Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};
