/** The language of a file as Monaco names it, and as a person does. */
export type Language = { id: "typescript" | "javascript" | "json" | "yaml" | "markdown" | "plaintext"; name: string };

const languages: Readonly<Record<string, Language>> = {
	ts: { id: "typescript", name: "TypeScript" },
	mts: { id: "typescript", name: "TypeScript" },
	cts: { id: "typescript", name: "TypeScript" },
	js: { id: "javascript", name: "JavaScript" },
	mjs: { id: "javascript", name: "JavaScript" },
	cjs: { id: "javascript", name: "JavaScript" },
	json: { id: "json", name: "JSON" },
	yaml: { id: "yaml", name: "YAML" },
	yml: { id: "yaml", name: "YAML" },
};

export function languageOf(path: string): Language {
	const extension = path.slice(path.lastIndexOf(".") + 1);
	return Object.hasOwn(languages, extension) ? (languages[extension] as Language) : { id: "plaintext", name: "Text" };
}
