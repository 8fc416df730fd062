import type { StackCors } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";
import { functionNamed, placed, type ResourceReader } from "../reading.ts";
import { urlId } from "../references.ts";

/** AWS::Lambda::Url (L252 to L256). */
export const readFunctionUrl: ResourceReader = (resource, properties, reading) => {
	const target = properties.needed("TargetFunctionArn", "Add for example TargetFunctionArn: !GetAtt Function.Arn.");
	const qualifier = properties.text("Qualifier");
	const authType = properties.oneOf("AuthType", ["NONE", "AWS_IAM"], "AWS_IAM");
	if (!properties.has("AuthType")) properties.problem("AuthType", `${resource.id} has no AuthType.`, "Use NONE or AWS_IAM.");
	const invokeMode = properties.oneOf("InvokeMode", ["BUFFERED", "RESPONSE_STREAM"], "BUFFERED");
	const part = properties.part("Cors");
	const cors = part && readUrlCors(part);
	properties.done();
	if (target === undefined) return;
	const { arn, fn } = functionNamed(target, reading);
	if (!fn) {
		reading.notes.skip(resource.line, `the function ${target} of ${resource.id}`, "It is not simulated; nothing answers at its URL.");
		return;
	}
	const functionArn = qualifier === undefined ? arn : `${arn.split(":").slice(0, 7).join(":")}:${qualifier}`;
	reading.stack.functionUrls.push({ ...placed(resource), functionArn, urlId: urlId(resource.id), authType, invokeMode, cors });
};

function readUrlCors(part: Properties): StackCors {
	const cors = {
		origins: part.texts("AllowOrigins"),
		methods: part.texts("AllowMethods"),
		headers: part.texts("AllowHeaders"),
		exposeHeaders: part.texts("ExposeHeaders"),
		credentials: part.flag("AllowCredentials", false),
		maxAgeSeconds: part.optionalWhole("MaxAge", 0, 86_400, "seconds"),
	};
	part.done();
	return cors;
}
