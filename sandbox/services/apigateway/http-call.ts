import type { CloudRun } from "../cloud.ts";
import type { Header } from "../http/http-request.ts";
import type { Outside } from "./outside.ts";

/** What an endpoint answered. `unreachable`: nothing answers under that name, or the connection failed. */
export type HttpCallOutcome =
	| { status: "answered"; code: number; headers: readonly Header[]; body: Buffer }
	| { status: "unknownHost" | "unreachable" | "timedOut" };

type Request = { method: string /** Full, its parameters filled in. */; uri: string; timeoutMs: number };

/**
 * Sends a request of an integration to a host of the simulated network, which looks at method and path. Other APIs and the endpoints of AWS
 * are not among them.
 */
export function callEndpoint(
	run: CloudRun,
	{ network }: Pick<Outside, "network">,
	{ method, uri, timeoutMs }: Request,
	onOutcome: (outcome: HttpCallOutcome) => void,
) {
	const { simulation } = run;
	const [, host = "", path = ""] = /^https?:\/\/([^/?#]+)([^?#]*)/i.exec(uri) ?? [];
	const later = (afterMs: number, outcome: HttpCallOutcome) => simulation.at(simulation.now + afterMs, () => onOutcome(outcome));
	const answer = network.answer({ method, host, path: path === "" ? "/" : path }, simulation.now);
	if (answer.afterMs > timeoutMs) return later(timeoutMs, { status: "timedOut" });
	if (!answer.ok) return later(answer.afterMs, { status: answer.code === "ENOTFOUND" ? "unknownHost" : "unreachable" });
	const { status, headers, body } = answer;
	return later(answer.afterMs, { status: "answered", code: status, headers, body });
}

/** `{name}` and `${stageVariables.name}` of an integration's URI filled in; what has no value stays as it is. */
export function filledUri(
	uri: string,
	parameters: Readonly<Record<string, string>>,
	stageVariables: Readonly<Record<string, string>>,
): string {
	const value = (record: Readonly<Record<string, string>>, name: string, whole: string) =>
		Object.hasOwn(record, name) ? (record[name] as string) : whole;
	return uri
		.replace(/\$\{stageVariables\.(\w+)\}/g, (whole, name: string) => value(stageVariables, name, whole))
		.replace(/\{([\w-]+)\+?\}/g, (whole, name: string) => value(parameters, name, whole));
}

/** Headers of an endpoint's answer that belong to its own connection. */
export function passedHeaders(headers: readonly Header[]): Header[] {
	return headers.filter(([name]) => !/^(?:connection|keep-alive|transfer-encoding|content-length|te|upgrade)$/i.test(name));
}
