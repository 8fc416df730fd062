import "#app/editor/nonce-styles.client.ts";
import * as monaco from "monaco-editor/editor";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import "monaco-editor/features/register.all";
import "monaco-editor/languages/definitions/javascript/register";
import "monaco-editor/languages/definitions/typescript/register";
import "monaco-editor/languages/definitions/yaml/register";
import JsonWorker from "monaco-editor/languages/features/json/json.worker?worker";
import "monaco-editor/languages/features/json/register";
import * as typescript from "monaco-editor/languages/features/typescript/register";
import TypeScriptWorker from "monaco-editor/languages/features/typescript/ts.worker?worker";

(self as typeof self & { MonacoEnvironment?: unknown }).MonacoEnvironment = {
	getWorker(_id: string, label: string): Worker {
		if (label === "typescript" || label === "javascript") return new TypeScriptWorker();
		return label === "json" ? new JsonWorker() : new EditorWorker();
	},
};

const compilerOptions: typescript.CompilerOptions = {
	target: typescript.ScriptTarget.ESNext,
	module: typescript.ModuleKind.ESNext,
	moduleResolution: typescript.ModuleResolutionKind.NodeJs,
	lib: ["esnext"],
	allowJs: true,
	checkJs: true,
	allowNonTsExtensions: true,
	allowImportingTsExtensions: true,
	noEmit: true,
	esModuleInterop: true,
	resolveJsonModule: true,
	typeRoots: ["node_modules/@types"],
};

typescript.typescriptDefaults.setCompilerOptions({ ...compilerOptions, strict: true });
typescript.javascriptDefaults.setCompilerOptions({ ...compilerOptions, strict: false, noImplicitAny: false });
// 7016, 2307: packages without types here, such as the AWS SDK, still run. 80001: CommonJS is no mistake.
const diagnostics = { noSemanticValidation: false, noSyntaxValidation: false, diagnosticCodesToIgnore: [7016, 2307, 80001, 7044, 7006] };
typescript.typescriptDefaults.setDiagnosticsOptions({ ...diagnostics, diagnosticCodesToIgnore: [7016, 2307] });
typescript.javascriptDefaults.setDiagnosticsOptions(diagnostics);
typescript.typescriptDefaults.setEagerModelSync(true);
typescript.javascriptDefaults.setEagerModelSync(true);

export { monaco };
