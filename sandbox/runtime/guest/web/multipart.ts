import { Buffer } from "buffer";
import { type Bytes, decoded, encoded, joined } from "../buffer/bytes.ts";
import { fillRandom } from "../random.ts";
import { Blob, File } from "./blob.ts";
import { FormData } from "./form-data.ts";

const escaped = (text: string) => text.replace(/\n/g, "%0A").replace(/\r/g, "%0D").replace(/"/g, "%22");
const withLineBreaks = (text: string) => text.replace(/\r\n|\r|\n/g, "\r\n");

/** A form as it is sent (RFC 7578), with a boundary drawn from the environment's own chance. */
export function encodeForm(form: FormData): { bytes: Bytes; contentType: string } {
	const random = new Uint8Array(11);
	fillRandom(random);
	let boundary = "----formdata-undici-0";
	for (let n = 0; n < random.length; n++) boundary += (random[n] as number) % 10;
	const pieces: Uint8Array[] = [];
	for (const { name, value } of FormData.entriesOf(form) ?? []) {
		const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(withLineBreaks(name))}"`;
		if (typeof value === "string") pieces.push(encoded(`${head}\r\n\r\n${withLineBreaks(value)}\r\n`));
		else {
			const type = value.type || "application/octet-stream";
			pieces.push(encoded(`${head}; filename="${escaped(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`));
			pieces.push(Blob.bytesOf(value) as Bytes, encoded("\r\n"));
		}
	}
	pieces.push(encoded(`--${boundary}--\r\n`));
	return { bytes: joined(pieces), contentType: `multipart/form-data; boundary=${boundary}` };
}

const unescaped = (text: string) => text.replace(/%0A/gi, "\n").replace(/%0D/gi, "\r").replace(/%22/g, '"');

function parameter(line: string, name: string): string | undefined {
	const quoted = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(line)?.[1];
	return quoted ?? new RegExp(`;\\s*${name}=([^;\\s"]+)`, "i").exec(line)?.[1];
}

/** Adds one part to the form: its head ends with an empty line. */
function readPart(part: Buffer, form: FormData): void {
	const end = part.indexOf("\r\n\r\n");
	const lines = decoded(part.subarray(0, end)).split("\r\n");
	const header = (name: string) => lines.find((line) => line.toLowerCase().startsWith(`${name}:`));
	const disposition = header("content-disposition");
	const name = disposition && parameter(disposition, "name");
	if (end < 0 || name === undefined) throw new TypeError("Failed to parse body as FormData.");
	const content = part.subarray(end + 4);
	const filename = parameter(disposition as string, "filename");
	if (filename === undefined) form.append(unescaped(name), decoded(content));
	else {
		const type = header("content-type")?.slice("content-type:".length).trim() ?? "text/plain";
		form.append(unescaped(name), new File([content], unescaped(filename), { type }));
	}
}

/** @throws {TypeError} As Node.js does, when the bytes are no form with this boundary. */
export function decodeForm(bytes: Uint8Array, contentType: string): FormData {
	const failed = () => new TypeError("Failed to parse body as FormData.");
	const boundary = parameter(contentType, "boundary");
	if (boundary === undefined) throw failed();
	const form = new FormData();
	const all = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
	const delimiter = `--${boundary}`;
	if (all.indexOf(delimiter) !== 0) throw failed();
	for (let at = delimiter.length; ; ) {
		if (all.subarray(at, at + 2).toString("latin1") === "--") return form;
		if (all.subarray(at, at + 2).toString("latin1") !== "\r\n") throw failed();
		const next = all.indexOf(`\r\n${delimiter}`, at);
		if (next < 0) throw failed();
		readPart(all.subarray(at + 2, next), form);
		at = next + 2 + delimiter.length;
	}
}
