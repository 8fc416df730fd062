import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { createSandbox, scenarioSchema } from "#sandbox/index.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { openPackageStore } from "#sandbox/pool/package-store.ts";
import { takePackageSnapshot } from "#sandbox/runtime/snapshot.ts";
import { compare, type Figure, timeMs } from "./measure.ts";
import { workersReady } from "./workers-ready.ts";

const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: handler.handler, Runtime: nodejs24.x, MemorySize: 1769, Timeout: 10 }
`;
const sixClients = `
	import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
	import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
	import { S3Client } from "@aws-sdk/client-s3";
	import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
	import { SNSClient } from "@aws-sdk/client-sns";
	import { SQSClient } from "@aws-sdk/client-sqs";
	import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
	const clients = [EventBridgeClient, S3Client, SecretsManagerClient, SNSClient, SQSClient].map((Client) => new Client({}));
	const orders = DynamoDBDocumentClient.from(new DynamoDBClient({}));
	export const handler = async () => [clients.length, (await orders.send(new GetCommand({ TableName: "orders", Key: { id: "7" } }))).Item];`;
const withoutPackages =
	"export const handler = async () => (await fetch('https://dynamodb.eu-central-1.amazonaws.com/', { method: 'POST' })).json();";

const network = [
	{ host: "dynamodb.eu-central-1.amazonaws.com", routes: [{ method: "POST" as const, path: "/", body: { Item: { id: { S: "7" } } } }] },
];
const oneRequest = scenarioSchema.parse({ traffic: [{ at: 0, event: {} }], network });
const environments = 20;
const burst = scenarioSchema.parse({ traffic: [{ at: 0, event: {}, repeat: { count: environments, everyMs: 0 } }], network });

/** What six clients of the AWS SDK cost: a whole run, and a cold environment. */
export async function packageFigures(): Promise<Figure[]> {
	const root = resolve(".");
	const library = await buildGuestLibrary();
	const store = openPackageStore(root, Promise.resolve(library), (what) => console.error(what));
	const awake = setInterval(() => {}, 1000); // A store that is being filled keeps no process alive.
	await store.fill();
	clearInterval(awake);
	const snapshot = store.snapshot();
	if (!snapshot) throw new Error("The packages could not be stored.");

	const sandbox = createSandbox({ root });
	const verdict = (handler: string) => async () => {
		await workersReady(sandbox); // They get warm while a learner types.
		return timeMs(async () => {
			const outcome = await sandbox.run({ files: { "template.yaml": template, "handler.mjs": handler } }, oneRequest);
			if (outcome.status !== "completed") throw new Error(`The run ended as ${outcome.status}.`);
		});
	};

	const files = { "template.yaml": template, "handler.mjs": sixClients };
	const fromSnapshot = await buildProject({ files }, { snapshot });
	const fromTexts = await buildProject({ files });
	if (!fromSnapshot.ok || !fromTexts.ok) throw new Error("Six clients do not build.");
	const common = { scenario: burst, limits: { ...defaultLimits, guestEntryMs: 60_000 }, guestLibrary: library };
	const perEnvironment = (run: () => { status: string }) => async () =>
		(await timeMs(() => {
			const { status } = run();
			if (status !== "completed") throw new Error(`The run ended as ${status}.`);
		})) / environments;
	const taken = () => {
		const bytes = readFileSync(snapshot.file);
		return takePackageSnapshot(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
	};
	try {
		return [
			await compare(
				"run to verdict",
				"ms",
				{ name: "six clients of the AWS SDK", run: verdict(sixClients) },
				{ name: "a handler without packages", run: verdict(withoutPackages) },
				15,
				"120 ms",
			),
			await compare(
				"engine",
				"ms",
				{
					name: "cold environment with six clients of the AWS SDK",
					run: perEnvironment(() => simulate({ ...common, built: fromSnapshot.built, from: taken() })),
				},
				{ name: "from the texts of packages", run: perEnvironment(() => simulate({ ...common, built: fromTexts.built })) },
				5,
			),
		];
	} finally {
		await sandbox.close();
		store.close();
	}
}
