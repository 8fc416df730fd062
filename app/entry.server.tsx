import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable } from "@react-router/node";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { type EntryContext, type HandleErrorFunction, isRouteErrorResponse, type RouterContextProvider, ServerRouter } from "react-router";
import { nonceContext } from "#app/server/nonce.ts";

export const streamTimeout = 5000;

export default function handleRequest(
	request: Request,
	status: number,
	headers: Headers,
	routerContext: EntryContext,
	loadContext: RouterContextProvider,
): Promise<Response> | Response {
	headers.set("Content-Type", "text/html; charset=utf-8");
	if (request.method === "HEAD") return new Response(null, { status, headers });
	const nonce = loadContext.get(nonceContext);
	const whole = isbot(request.headers.get("user-agent") ?? "");
	return new Promise((resolve, reject) => {
		let shellRendered = false;
		let finalStatus = status;
		const { pipe, abort } = renderToPipeableStream(<ServerRouter context={routerContext} url={request.url} nonce={nonce} />, {
			nonce,
			[whole ? "onAllReady" : "onShellReady"]() {
				shellRendered = true;
				const body = new PassThrough();
				pipe(body);
				resolve(new Response(createReadableStreamFromReadable(body), { status: finalStatus, headers }));
			},
			onShellError: reject,
			onError(error) {
				finalStatus = 500;
				// Errors before the shell reject the promise above and are logged by handleError.
				if (shellRendered) console.error(error);
			},
		});
		setTimeout(abort, streamTimeout + 1000).unref();
	});
}

/** Logs what is our fault: not a page that does not exist, not a request that the browser gave up. */
export const handleError: HandleErrorFunction = (error, { request }) => {
	if (request.signal.aborted) return;
	if (isRouteErrorResponse(error) && error.status < 500) return;
	console.error(error);
};
