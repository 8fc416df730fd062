// In the place of the client's native module: the same three calls, in plain JavaScript. `done` and `error` return when the Runtime API
// has answered, because the client may end the process in the next line.
const http = require("node:http");
const { Worker, isMainThread, workerData, receiveMessageOnPort, MessageChannel } = require("node:worker_threads");

const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? "").split(":");
const base = "/2018-06-01/runtime/invocation";

function request(method, path, body, headers, then) {
	const sent = http.request({ hostname, port, method, path: base + path, headers, agent: false }, (response) => {
		let text = "";
		response.setEncoding("utf8");
		response.on("data", (chunk) => {
			text += chunk;
		});
		response.on("end", () => then(response, text));
	});
	sent.end(body);
}

if (isMainThread) {
	const signal = new Int32Array(new SharedArrayBuffer(4));
	const { port1, port2 } = new MessageChannel();
	const poster = new Worker(__filename, { workerData: { signal, port: port2 }, transferList: [port2], stdout: true, stderr: true });
	poster.unref();
	port1.unref();
	const post = (path, body, headers) => {
		if (typeof body !== "string") throw new TypeError("Wrong arguments"); // As the native module says.
		Atomics.store(signal, 0, 0);
		port1.postMessage({ path, body, headers });
		Atomics.wait(signal, 0, 0);
		const failure = receiveMessageOnPort(port1);
		if (failure) throw new Error(failure.message);
	};
	module.exports = {
		next: () =>
			new Promise((resolve) => {
				request("GET", "/next", undefined, {}, (response, text) => resolve({ bodyJson: text, headers: response.headers }));
			}),
		done: (id, body) => post(`/${id}/response`, body, { "Content-Type": "application/json" }),
		error: (id, body) => post(`/${id}/error`, body, { "Content-Type": "application/json" }),
	};
} else {
	const { signal, port: mailbox } = workerData;
	mailbox.on("message", ({ path, body, headers }) => {
		request("POST", path, body, { ...headers, "Content-Length": Buffer.byteLength(body) }, () => {
			Atomics.store(signal, 0, 1);
			Atomics.notify(signal, 0);
		});
	});
}
