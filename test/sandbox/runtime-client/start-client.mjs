// The process of the reference: `start-client.mjs <3.3.0|4.0.2>`, in the folder of the function, with the variables of a Lambda runtime.
import { registerHooks } from "node:module";

const native = new URL("./native-client.cjs", import.meta.url).href;
registerHooks({
	resolve: (specifier, context, next) =>
		specifier.endsWith("rapid-client.node") ? { url: native, format: "commonjs", shortCircuit: true } : next(specifier, context),
});

const version = process.argv[2];
const client = await import(new URL(`../../reference/aws-lambda-ric/${version}/index.mjs`, import.meta.url).href);
// 3.3.0 is started by its bin script, 4.0.2 starts itself.
if (version === "3.3.0") await client.run(process.cwd(), process.env._HANDLER);
