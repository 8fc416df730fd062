import { quotaOf } from "#facts/index.ts";

/** Names that Lambda keeps for itself (L106, L109, L110). */
const RESERVED = new Set([
	"_HANDLER",
	"_X_AMZN_TRACE_ID",
	"AWS_DEFAULT_REGION",
	"AWS_REGION",
	"AWS_EXECUTION_ENV",
	"AWS_LAMBDA_FUNCTION_NAME",
	"AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
	"AWS_LAMBDA_FUNCTION_VERSION",
	"AWS_LAMBDA_INITIALIZATION_TYPE",
	"AWS_LAMBDA_LOG_GROUP_NAME",
	"AWS_LAMBDA_LOG_STREAM_NAME",
	"AWS_ACCESS_KEY",
	"AWS_ACCESS_KEY_ID",
	"AWS_SECRET_ACCESS_KEY",
	"AWS_SESSION_TOKEN",
	"AWS_LAMBDA_RUNTIME_API",
	"LAMBDA_TASK_ROOT",
	"LAMBDA_RUNTIME_DIR",
	"AWS_LAMBDA_METADATA_API",
	"AWS_LAMBDA_METADATA_TOKEN",
	"AWS_LAMBDA_MAX_CONCURRENCY",
]);
const MAX_BYTES = quotaOf("lambda.variables.size");

/** What Lambda would refuse in a function's own variables (L110). */
export function environmentProblems(variables: Readonly<Record<string, string>>): { message: string; cure: string }[] {
	const problems: { message: string; cure: string }[] = [];
	let bytes = 0;
	for (const [name, value] of Object.entries(variables)) {
		bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
		if (RESERVED.has(name)) {
			problems.push({ message: `${name} is a reserved environment variable.`, cure: "Choose another name; Lambda sets this one itself." });
		} else if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name)) {
			problems.push({
				message: `${JSON.stringify(name)} is not a name for an environment variable.`,
				cure: "Begin with a letter, then letters, digits and underscores; at least two characters.",
			});
		}
	}
	if (bytes > MAX_BYTES) {
		problems.push({
			message:
				"Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.",
			cure: `They have ${bytes} bytes, names and values together. Keep large values in a file or in Parameter Store.`,
		});
	}
	return problems;
}
