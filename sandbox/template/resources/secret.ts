import { RandomStream } from "#sandbox/kernel/random.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { StackParameter } from "#sandbox/stack/secrets.ts";
import type { Properties } from "../properties.ts";
import { functionNamed, placed, type ResourceReader } from "../reading.ts";
import { textOf } from "../resolved.ts";

/** AWS::SecretsManager::Secret: with a text, a generated one, or none yet. */
export const readSecret: ResourceReader = (resource, properties, { references, stack }) => {
	properties.ignore("Name", "Description", "KmsKeyId", "Tags");
	const text = properties.text("SecretString");
	const generated = properties.part("GenerateSecretString");
	if (text !== undefined && generated)
		properties.problem("GenerateSecretString", `${resource.id} has both SecretString and GenerateSecretString.`, "Leave one of them out.");
	properties.notSimulated({ ReplicaRegions: "There is one Region." });
	properties.done();
	stack.secrets.push({
		...placed(resource),
		name: references.physicalName(resource.id),
		arn: String(references.ref(resource.id)),
		value: text ?? (generated && generatedSecret(resource.id, generated)),
		rotationFunctionArn: undefined,
	});
};

/** AWS::SecretsManager::RotationSchedule: rotation happens when RotateSecret is called; the schedule itself does not run. */
export const readRotation: ResourceReader = (resource, properties, reading) => {
	const secret = properties.needed("SecretId", "Add for example SecretId: !Ref DatabaseSecret.");
	const lambda = properties.text("RotationLambdaARN");
	properties.ignore("RotateImmediatelyOnUpdate");
	properties.notSimulated({
		RotationRules: "The secret is rotated only when RotateSecret is called.",
		HostedRotationLambda: "There is no function that rotates the secret.",
	});
	properties.done();
	const found = reading.stack.secrets.find(({ arn, name }) => arn === secret || name === secret);
	if (found && lambda !== undefined) found.rotationFunctionArn = functionNamed(lambda, reading).arn;
	else if (!found)
		reading.notes.skip(resource.line, `${resource.id} (${resource.type})`, "Its secret is not in this template; nothing rotates it.");
};

/** AWS::SSM::Parameter. */
export const readParameter: ResourceReader = (resource, properties, { references, region, stack }) => {
	properties.ignore("Name", "Description", "AllowedPattern", "DataType", "Tags", "Tier");
	const type = properties.oneOf<StackParameter["type"]>("Type", ["String", "StringList"], "String");
	const value = properties.needed("Value", "Give the parameter a value.") ?? "";
	properties.notSimulated({ Policies: "The parameter does not expire, and nobody is told." });
	properties.done();
	const name = references.physicalName(resource.id);
	stack.parameters.push({ ...placed(resource), name, arn: arnOf("ssm", region, `parameter/${name.replace(/^\//, "")}`), type, value });
};

/** AWS::KMS::Key. */
export const readKey: ResourceReader = (resource, properties, { references, stack }) => {
	properties.ignore(
		"Description",
		"Enabled",
		"EnableKeyRotation",
		"RotationPeriodInDays",
		"PendingWindowInDays",
		"KeySpec",
		"Origin",
		"Tags",
		"MultiRegion",
	);
	const usage = properties.text("KeyUsage") ?? "ENCRYPT_DECRYPT";
	if (usage !== "ENCRYPT_DECRYPT") properties.notSimulated({ KeyUsage: "The key encrypts and decrypts; it does not sign." });
	properties.notSimulated({ KeyPolicy: "What the account's principals may do with the key is decided by their own policies." });
	properties.done();
	const keyId = String(references.attribute(resource.id, "KeyId"));
	stack.keys.push({ ...placed(resource), keyId, arn: String(references.attribute(resource.id, "Arn")), aliases: [] });
};

/** AWS::KMS::Alias. */
export const readKeyAlias: ResourceReader = (_, properties, { stack }) => {
	const name = properties.needed("AliasName", "Add for example AliasName: alias/orders.");
	const target = properties.needed("TargetKeyId", "Add for example TargetKeyId: !Ref OrdersKey.");
	properties.done();
	const key = stack.keys.find(({ keyId, arn }) => keyId === target || arn === target);
	if (name !== undefined) key?.aliases.push(name);
};

/** What GenerateSecretString gives, the same each time: the template alone decides. */
function generatedSecret(id: string, generated: Properties): string {
	const length = generated.whole("PasswordLength", { min: 1, max: 4096, fallback: 32, unit: "characters" });
	const key = generated.text("GenerateStringKey");
	const template = generated.value("SecretStringTemplate");
	const excluded = new Set(generated.text("ExcludeCharacters") ?? "");
	const letters = [
		...(generated.flag("ExcludeUppercase", false) ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
		...(generated.flag("ExcludeLowercase", false) ? "" : "abcdefghijklmnopqrstuvwxyz"),
		...(generated.flag("ExcludeNumbers", false) ? "" : "0123456789"),
		...(generated.flag("ExcludePunctuation", false) ? "" : "!#$%&()*+,-.:;<=>?@[]^_{|}~"),
	].filter((letter) => !excluded.has(letter));
	generated.ignore("IncludeSpace", "RequireEachIncludedType");
	generated.done();
	const random = new RandomStream(0, `generated secret of ${id}`);
	const password = Array.from({ length }, () => letters[Math.floor(random.between(0, letters.length))] ?? "x").join("");
	if (key === undefined || template === undefined) return password;
	try {
		return JSON.stringify({ ...(JSON.parse(textOf(template)) as object), [key]: password });
	} catch {
		generated.problem(
			"SecretStringTemplate",
			`SecretStringTemplate of ${id} is not a JSON object.`,
			'Write for example \'{"username": "app"}\'.',
		);
		return password;
	}
}
