import { describe, expect, it } from "vitest";
import { eventsOf, runHandler } from "./run-handler.ts";

const resources = `  Database: { Type: AWS::SecretsManager::Secret, Properties: { Name: db, GenerateSecretString: { SecretStringTemplate: '{"username":"app"}', GenerateStringKey: password, PasswordLength: 20, ExcludePunctuation: true } } }
  Plain: { Type: AWS::SecretsManager::Secret, Properties: { SecretString: hush } }
  Flag: { Type: AWS::SSM::Parameter, Properties: { Name: /app/flag, Type: String, Value: "on" } }
  List: { Type: AWS::SSM::Parameter, Properties: { Name: /app/deep/list, Type: StringList, Value: "a,b" } }
  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: { Statement: [] } } }
  Alias: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/app, TargetKeyId: !Ref Key } }`;

async function use(body: string, more = "") {
	const source = `
		import * as sm from "@aws-sdk/client-secrets-manager";
		import * as ssm from "@aws-sdk/client-ssm";
		import * as kms from "@aws-sdk/client-kms";
		import * as sts from "@aws-sdk/client-sts";
		const [secrets, parameters, keys, tokens] = [new sm.SecretsManagerClient({}), new ssm.SSMClient({}), new kms.KMSClient({}), new sts.STSClient({})];
		const caught = (promise) => promise.then(() => "nothing", (error) => error);
		export const handler = async () => { ${body} };`;
	const { responses, errors, trace } = await runHandler(resources + more, source);
	expect(errors).toEqual([undefined]);
	return { response: responses[0], trace };
}

describe("Secrets Manager behind the real client", () => {
	it("gives the current value, by name or ARN, and says what is missing in its words (L365)", async () => {
		const { response } = await use(`
			const { SecretString, ARN, VersionStages } = await secrets.send(new sm.GetSecretValueCommand({ SecretId: "db" }));
			const again = await secrets.send(new sm.GetSecretValueCommand({ SecretId: ARN }));
			const { username, password } = JSON.parse(SecretString);
			const missing = await caught(secrets.send(new sm.GetSecretValueCommand({ SecretId: "nothing" })));
			const previous = await caught(secrets.send(new sm.GetSecretValueCommand({ SecretId: "db", VersionStage: "AWSPREVIOUS" })));
			return [username, password.length, VersionStages, again.SecretString === SecretString, missing.name, missing.message, previous.message];`);
		expect(response).toEqual([
			"app",
			20,
			["AWSCURRENT"],
			true,
			"ResourceNotFoundException",
			"Secrets Manager can't find the specified secret.",
			"Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
		]);
	});

	it("keeps the value before as AWSPREVIOUS", async () => {
		const { response } = await use(`
			await secrets.send(new sm.PutSecretValueCommand({ SecretId: "Plain", SecretString: "louder" }));
			const stage = async (VersionStage) => (await secrets.send(new sm.GetSecretValueCommand({ SecretId: "Plain", VersionStage }))).SecretString;
			return [await stage("AWSCURRENT"), await stage("AWSPREVIOUS")];`);
		expect(response).toEqual(["louder", "hush"]);
	});

	it("rotates a secret by invoking its function step by step", async () => {
		const rotation = `
  Rotator: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs24.x, MemorySize: 1769, Policies: [SecretsManagerReadWrite], InlineCode: 'const sm = require("@aws-sdk/client-secrets-manager"); const client = new sm.SecretsManagerClient({}); exports.handler = async ({ Step, SecretId, ClientRequestToken }) => { if (Step === "createSecret") await client.send(new sm.PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString: "new", VersionStages: ["AWSPENDING"] })); if (Step === "finishSecret") { const { VersionIdsToStages } = await client.send(new sm.DescribeSecretCommand({ SecretId })); const current = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT"))[0]; await client.send(new sm.UpdateSecretVersionStageCommand({ SecretId, VersionStage: "AWSCURRENT", MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current })); } };' } }
  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Rotator, Action: lambda:InvokeFunction, Principal: secretsmanager.amazonaws.com } }
  Schedule: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !Ref Plain, RotationLambdaARN: !GetAtt Rotator.Arn } }`;
		const { response, trace } = await use(
			`
			await secrets.send(new sm.RotateSecretCommand({ SecretId: "Plain" }));
			await new Promise((resolve) => setTimeout(resolve, 20000));
			return (await secrets.send(new sm.GetSecretValueCommand({ SecretId: "Plain" }))).SecretString;`,
			rotation,
		);
		expect(response).toBe("new");
		const steps = eventsOf(trace, "invocation.requested").flatMap(({ event }) => (JSON.parse(event) as { Step?: string }).Step ?? []);
		expect(steps).toEqual(["createSecret", "setSecret", "testSecret", "finishSecret"]);
	});
});

describe("Parameter Store, KMS and STS behind the real clients", () => {
	it("parameters are read by name and by path, written and missed by name", async () => {
		const { response } = await use(`
			const { Parameter } = await parameters.send(new ssm.GetParameterCommand({ Name: "/app/flag" }));
			const shallow = await parameters.send(new ssm.GetParametersByPathCommand({ Path: "/app" }));
			const deep = await parameters.send(new ssm.GetParametersByPathCommand({ Path: "/app", Recursive: true }));
			const { Version } = await parameters.send(new ssm.PutParameterCommand({ Name: "/app/flag", Value: "off", Overwrite: true }));
			const twice = await caught(parameters.send(new ssm.PutParameterCommand({ Name: "/app/flag", Value: "x", Type: "String" })));
			const missing = await caught(parameters.send(new ssm.GetParameterCommand({ Name: "no" })));
			const several = await parameters.send(new ssm.GetParametersCommand({ Names: ["/app/flag", "no"] }));
			return [Parameter.Value, shallow.Parameters.length, deep.Parameters.map(({ Name }) => Name), Version, twice.name, missing.name, several.Parameters[0].Value, several.InvalidParameters];`);
		expect(response).toEqual(["on", 1, ["/app/deep/list", "/app/flag"], 2, "ParameterAlreadyExists", "ParameterNotFound", "off", ["no"]]);
	});

	it("a key encrypts and decrypts, with the same context only; data keys come open and sealed", async () => {
		const { response } = await use(`
			const KeyId = "alias/app";
			const { CiphertextBlob } = await keys.send(new kms.EncryptCommand({ KeyId, Plaintext: Buffer.from("secret"), EncryptionContext: { for: "a" } }));
			const { Plaintext } = await keys.send(new kms.DecryptCommand({ CiphertextBlob, EncryptionContext: { for: "a" } }));
			const other = await caught(keys.send(new kms.DecryptCommand({ CiphertextBlob, EncryptionContext: { for: "b" } })));
			const data = await keys.send(new kms.GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" }));
			const opened = await keys.send(new kms.DecryptCommand({ CiphertextBlob: data.CiphertextBlob }));
			const missing = await caught(keys.send(new kms.EncryptCommand({ KeyId: "alias/none", Plaintext: Buffer.from("x") })));
			return [Buffer.from(Plaintext).toString(), other.name, data.Plaintext.length, Buffer.from(opened.Plaintext).equals(Buffer.from(data.Plaintext)), missing.name];`);
		expect(response).toEqual(["secret", "InvalidCiphertextException", 32, true, "NotFoundException"]);
	});

	it("a role can be assumed, and its session tells who it is until it ends", async () => {
		const { response } = await use(`
			const { Arn } = await tokens.send(new sts.GetCallerIdentityCommand({}));
			const { Credentials: c } = await tokens.send(new sts.AssumeRoleCommand({ RoleArn: "arn:aws:iam::123456789012:role/other", RoleSessionName: "me", DurationSeconds: 900 }));
			const credentials = { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken };
			const { Arn: assumed } = await new sts.STSClient({ credentials }).send(new sts.GetCallerIdentityCommand({}));
			const stranger = await caught(new sts.STSClient({ credentials: { accessKeyId: "AKIANOBODY", secretAccessKey: "x" } }).send(new sts.GetCallerIdentityCommand({})));
			return [Arn, assumed, stranger.name, stranger.$metadata.httpStatusCode];`);
		expect(response).toEqual([
			"arn:aws:sts::123456789012:assumed-role/CallerRole/Caller",
			"arn:aws:sts::123456789012:assumed-role/other/me",
			"InvalidClientTokenId",
			403,
		]);
	});
});
