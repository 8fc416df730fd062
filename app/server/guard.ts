import type { IncomingMessage } from "node:http";

/** A request that is not answered, and why. */
export type Refusal = { status: 403 | 411 | 413 | 421; message: string };

export type GuardRules = {
	/** Names under which the server may be called, without port; an IPv6 address in brackets. */
	hostnames: readonly string[];
};

/** No form or draft of the product comes near this. */
export const maxBodyBytes = 2 * 1024 * 1024;

const readOnly = new Set(["GET", "HEAD", "OPTIONS"]);

/** The host name of a Host header, without its port; null when it is not a plain name or address. */
function hostnameOf(host: string | undefined): string | null {
	const match = /^((?:[a-z0-9-]+\.)*[a-z0-9-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(host ?? "");
	return match?.[1]?.toLowerCase() ?? null;
}

/**
 * Decides whether a request may come in at all (W1, W2 of the security notes). Loopback is not private: any page open in the learner's
 * browser can send requests to it, under our name or, by DNS rebinding, under its own.
 * @returns null when the request may go on.
 */
export function refusal(request: Pick<IncomingMessage, "method" | "headers">, rules: GuardRules): Refusal | null {
	const hostname = hostnameOf(request.headers.host);
	if (hostname === null || !rules.hostnames.includes(hostname)) {
		return {
			status: 421,
			message: "This server does not answer under that name. Open it as http://localhost and its port, or set HOST_NAMES.",
		};
	}
	if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) {
		return { status: 413, message: `The request is larger than ${maxBodyBytes / 1024 / 1024} MB.` };
	}
	if (request.headers["transfer-encoding"] !== undefined) {
		// Browsers always say how long a body is. Node holds a body to its length, so a body of unknown length is the only one that could grow.
		return { status: 411, message: "The request must say how long its body is (Content-Length)." };
	}
	const site = request.headers["sec-fetch-site"];
	if (readOnly.has(request.method ?? "GET")) {
		// A foreign page may link to us (a navigation), but must not read or embed anything.
		const isNavigation = request.headers["sec-fetch-mode"] === "navigate" && request.headers["sec-fetch-dest"] === "document";
		if (site === "cross-site" && !isNavigation) return { status: 403, message: "Pages of other sites may not load this." };
		return null;
	}
	const origin = request.headers.origin;
	if (origin !== undefined) {
		if (origin === `http://${request.headers.host}` || origin === `https://${request.headers.host}`) return null;
		return { status: 403, message: "The request comes from another site, so nothing was changed." };
	}
	// Browsers send Origin with every request that changes something; without it only Sec-Fetch-Site can vouch for the page.
	if (site === "same-origin") return null;
	return { status: 403, message: "The request does not say which page it comes from, so nothing was changed. Send an Origin header." };
}
