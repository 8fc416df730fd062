import { describe } from "vitest";
import { alike } from "./beside-node.ts";

const decode =
	"const decode = (label, bytes, options, more) => attempt(() => new TextDecoder(label, options).decode(new Uint8Array(bytes), more));";

describe("TextEncoder, TextDecoder, atob and btoa beside Node.js", () => {
	alike({
		"UTF-8 that is wrong": `${decode} return [[0xff], [0xe2, 0x82], [0xe2, 0x82, 0x41], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xe2, 0xe2, 0x82, 0xac], [0x80, 0x61, 0xc3]].map((b) => [decode("utf-8", b), decode("utf-8", b, { fatal: true })]);`,
		"marks at the beginning": `${decode} const bom = [0xef, 0xbb, 0xbf]; return [decode("utf-8", [...bom, 97]), decode("utf-8", [...bom, 97], { ignoreBOM: true }).length, decode("utf-8", [...bom, ...bom, 97]).length, decode("utf-16le", [0xff, 0xfe, 97, 0]), decode("utf-16be", [0xfe, 0xff, 0, 97]), decode("latin1", bom)];`,
		"UTF-16": `${decode} return [decode("utf-16le", [97, 0, 0x3d, 0xd8, 0, 0xde]), decode("utf-16be", [0, 97, 0xd8, 0x3d, 0xde, 0]), decode("utf-16le", [0, 0xd8]), decode("utf-16le", [0, 0xdc, 97, 0]), decode("utf-16le", [97]), decode("utf-16le", [97], { fatal: true }), decode("utf-16le", [0, 0xd8, 97, 0], { fatal: true })];`,
		"latin1 of the web is windows-1252": `${decode} return [decode("latin1", Array.from({ length: 256 }, (_, n) => n)), ["latin1", "ascii", "ISO-8859-1", " Windows-1252 ", "UTF8", "unicode", "ucs-2", "utf-16be"].map((l) => new TextDecoder(l).encoding)];`,
		"text in pieces":
			"const d = new TextDecoder(); const b = new TextEncoder().encode('\\ufeffa\u20ac\\u{1f600}\\ufeff'); const out = []; for (const x of b) out.push(d.decode(new Uint8Array([x]), { stream: true })); out.push(d.decode()); d.decode(new Uint8Array([0xe2]), { stream: true }); out.push(d.decode(), d.decode(new Uint8Array([0xef, 0xbb, 0xbf, 98]))); const u = new TextDecoder('utf-16le'); for (const x of [0xff, 0xfe, 0x3d, 0xd8, 0, 0xde]) out.push(u.decode(new Uint8Array([x]), { stream: true })); return [...out, u.decode()];",
		"every kind of bytes":
			"const b = new Uint8Array([97, 98, 99, 100]); return [b.buffer, b.subarray(1, 3), new DataView(b.buffer, 2), new Uint16Array(b.buffer), Buffer.from('x'), undefined].map((x) => new TextDecoder().decode(x));",
		"what a decoder refuses":
			"return [() => new TextDecoder('x'), () => new TextDecoder().decode('x'), () => new TextDecoder().decode(5), () => new TextDecoder('utf-8', 5)].map((f) => { const { name, code } = attempt(f); return [name, code]; });",
		"a decoder shows its options":
			"const d = new TextDecoder('latin1', { fatal: 1 }); return [d.encoding, d.fatal, d.ignoreBOM, require('util').inspect(new TextDecoder()), Object.prototype.toString.call(d), new TextEncoder().encoding];",
		"encode and encodeInto":
			"const e = new TextEncoder(); const t = new Uint8Array(7); return [[...e.encode('a\u00e4\u20ac\\u{1f600}')], [...e.encode('\\ud83dx')], e.encode().length, [...e.encode(null)], e.encodeInto('a\u00e4\u20ac\\u{1f600}', t), [...t], e.encodeInto('\\udc00', t), [...t].slice(0, 3), e.encodeInto('abc', new Uint8Array(0)), attempt(() => e.encodeInto(5, t)).code, attempt(() => e.encodeInto('a', [])).code];",
		"atob and btoa":
			"return ['aGk=', 'aGk', ' aG\\nk= ', 'aGk==', 'a', '%', 'a===', '', 'aGk=x', null].map((t) => attempt(() => atob(t))).concat(['hi', '\u00e4', '\u20ac', 5, ''].map((t) => attempt(() => btoa(t))), attempt(() => btoa()), attempt(() => atob()));",
	});
});
