import { done, failed } from "./operation.ts";
import type { Protocol } from "./protocol.ts";
import { writeXml } from "./xml.ts";

type Node = { [name: string]: Node | string };

/** Parts that the name of a field has at most. */
const DEEPEST = 20;

/** Names that lists and maps have on the wire between them and their entries. */
const LIST = /^(?:member|entry)$/;

/**
 * awsQuery: the operation and its input are form fields with dotted names, answers are XML.
 * Lists become arrays, and maps of `entry.N.Name` and `entry.N.Value` (or `key`, `value`) become objects.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryProtocol({ namespace }: { namespace: string }): Protocol {
	const xml = (status: number, text: string, requestId: string, headers: readonly (readonly [string, string])[] = []) => ({
		status,
		headers: [["content-type", "text/xml"], ["x-amzn-requestid", requestId], ...headers.map(([a, b]): [string, string] => [a, b])] as [
			string,
			string,
		][],
		body: Buffer.from(text),
	});
	return {
		read({ body, query }) {
			const fields = new URLSearchParams(body.length > 0 ? body.toString("utf8") : query);
			const operation = fields.get("Action");
			if (!operation) return failed("MissingAction", "The request must contain the parameter Action.");
			const root: Node = Object.create(null) as Node;
			for (const [name, value] of fields) {
				const steps = name.split(".", DEEPEST + 1);
				if (steps.length > DEEPEST) return failed("MalformedQueryString", "A name of the request has too many parts.");
				if (name !== "Action" && name !== "Version") put(root, steps, value);
			}
			return done({ operation, input: collected(root) });
		},
		succeed(operation, output, requestId) {
			const result = output === null || output === undefined ? {} : { [`${operation}Result`]: output };
			const text = writeXml(
				`${operation}Response`,
				{ ...result, ResponseMetadata: { RequestId: requestId } },
				{ xmlns: namespace, list: "member" },
			);
			return xml(200, text, requestId);
		},
		fail({ name, message, status = 400, code = name, members, headers }, requestId) {
			const error = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message, ...members };
			return xml(
				status,
				writeXml("ErrorResponse", { Error: error, RequestId: requestId }, { xmlns: namespace, list: "member" }),
				requestId,
				headers,
			);
		},
	};
}

function put(node: Node, [name = "", ...rest]: string[], value: string): void {
	if (rest.length === 0) {
		node[name] = value;
		return;
	}
	const child = node[name];
	const next: Node = typeof child === "object" ? child : (Object.create(null) as Node);
	node[name] = next;
	put(next, rest, value);
}

function collected(node: Node | string): unknown {
	if (typeof node === "string") return node;
	const names = Object.keys(node);
	const [only] = names;
	if (names.length === 1 && only !== undefined && LIST.test(only)) return listOrMap(node[only] as Node | string);
	return Object.fromEntries(names.map((name) => [name, collected(node[name] as Node | string)]));
}

function listOrMap(entries: Node | string): unknown {
	if (typeof entries === "string") return [entries];
	const inOrder = Object.keys(entries)
		.sort((a, b) => Number(a) - Number(b))
		.map((index) => entries[index] as Node | string);
	const pairs = inOrder.map((entry) => (typeof entry === "object" ? [entry.Name ?? entry.key, entry.Value ?? entry.value] : []));
	if (pairs.length > 0 && pairs.every(([name, value]) => typeof name === "string" && value !== undefined))
		return Object.fromEntries(pairs.map(([name, value]) => [name as string, collected(value as Node | string)]));
	return inOrder.map(collected);
}
