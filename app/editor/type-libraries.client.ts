import { javascriptDefaults, typescriptDefaults } from "monaco-editor/languages/features/typescript/register";
import nodeGlobals from "#app/editor/node-globals.d.ts.txt?raw";

// Vite reads this call at build time, so the path must be written out.
const awsLambda = import.meta.glob<string>("/node_modules/@types/aws-lambda/**/*.d.ts", { query: "?raw", import: "default", eager: true });

/** What completion and diagnostics know beside the language itself: the events of Lambda, and the globals of Node that the simulator has. */
export function addTypeLibraries(): void {
	const libraries = [
		...Object.entries(awsLambda).map(([path, content]) => ({ content, filePath: `file://${path}` })),
		{ content: nodeGlobals, filePath: "file:///node_modules/@types/node/index.d.ts" },
	];
	typescriptDefaults.setExtraLibs(libraries);
	javascriptDefaults.setExtraLibs(libraries);
}
