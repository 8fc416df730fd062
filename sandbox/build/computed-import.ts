import type { Loader, PartialMessage } from "esbuild";
import { transform } from "./esbuild-service.ts";

const CALL =
	/(?<![\w$])(import|require)(?:["'`]\]|\.\w+)?(?:\?\.)?\((?!\)|(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`)[,)])/;

/**
 * Finds `import(…)` or `require(…)` of anything but a plain text. esbuild takes such a path for a pattern and looks for matching files on
 * the real disk, past every plugin; so no file that has one may reach the bundler. The text is searched as esbuild prints it, without
 * comments and escapes that could hide a call. A text that only quotes such a call is refused as well.
 */
export async function computedImport(path: string, text: string, loader: Loader): Promise<PartialMessage | undefined> {
	let printed: string;
	try {
		printed = (
			await transform(text, { loader, target: "esnext", charset: "utf8", minifyWhitespace: true, legalComments: "none", tsconfigRaw: {} })
		).code;
	} catch (error) {
		if (Array.isArray((error as { errors?: unknown }).errors)) return undefined; // The bundler reports the same error with its place.
		throw error;
	}
	const call = CALL.exec(printed)?.[1];
	if (call === undefined) return undefined;
	const lines = text.split("\n");
	const at = lines.findIndex((line) => new RegExp(`\\b${call}\\b[^"']*\\((?!\\s*["'][^"']*["']\\s*[,)])`).test(line));
	const lineText = lines[Math.max(0, at)] ?? "";
	return {
		text: `${call}() of a computed path is not simulated.`,
		detail: `Write the path as a plain text: ${call}("./file.js").`,
		location: { file: `project:${path}`, line: Math.max(1, at + 1), column: Math.max(0, lineText.indexOf(call)), lineText },
	};
}
