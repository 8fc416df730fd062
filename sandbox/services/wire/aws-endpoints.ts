import type { z } from "zod";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { NetworkServer, Sender } from "#sandbox/lambda/host/simulated-network.ts";
import type { CloudRun } from "../cloud.ts";
import { readEndpointName } from "./endpoint-name.ts";
import type { WireRequest, WireResponse } from "./http.ts";
import { drawLatencyMs } from "./latency.ts";
import { type Answer, type Call, type Caller, failed, type Permission, type ServiceError } from "./operation.ts";
import { failRestJson } from "./rest.ts";
import type { ServiceApi } from "./service-api.ts";
import { readSignature } from "./signature.ts";

/** Says who may do what. */
export type Authorizer = {
	/** @returns Why the caller may not; undefined when it may. */
	readonly refusal: (caller: Caller, permission: Permission) => string | undefined;
};

/** What a request asks for, as far as it has been read. */
type Asked = { readonly service: string; operation: string; needs: readonly Permission[] };

/** Tells who stands behind an access key. */
export type Credentials = {
	/** @returns undefined for a key that nobody has. */
	readonly callerOf: (accessKeyId: string, sender: Sender | undefined) => Caller | undefined;
};

/** The endpoints of the simulated services: requests of the real SDK come in, answers in the real wire formats go out. */
export class AwsEndpoints implements NetworkServer {
	#run: CloudRun;
	#byHost = new Map<string, ServiceApi>();
	#credentials: Credentials;
	#authorizer: Authorizer;
	#latency: RandomStream;
	#requestIds: RandomStream;

	constructor(
		run: CloudRun,
		apis: readonly ServiceApi[],
		{ credentials, authorizer }: { credentials: Credentials; authorizer: Authorizer },
	) {
		this.#run = run;
		this.#credentials = credentials;
		this.#authorizer = authorizer;
		for (const api of apis) for (const host of api.hosts) this.#byHost.set(host, api);
		this.#latency = new RandomStream(run.scenario.seed, "latency of services");
		this.#requestIds = new RandomStream(run.scenario.seed, "request ids of services");
	}

	/** Services and their operations, for the documentation. */
	get offered(): { title: string; operations: string[] }[] {
		const apis = [...new Set(this.#byHost.values())];
		return apis.map(({ title, operations }) => ({ title, operations: Object.keys(operations) }));
	}

	/** Whether the host is one of AWS's own, whether its service is simulated or not. */
	serves(host: string): boolean {
		const name = readEndpointName(host);
		return name !== undefined && name.service !== "lambda-url";
	}

	/**
	 * Takes a request; what it changes shows after the latency of the service.
	 * @param onResponse Called once, when the response is sent.
	 */
	send(request: WireRequest, sender: Sender | undefined, onResponse: (response: WireResponse) => void): void {
		const { simulation } = this.#run;
		const service = this.#serviceOf(request);
		simulation.at(simulation.now + drawLatencyMs(service, this.#latency), () => this.#handle(service, request, sender, onResponse));
	}

	#handle(service: string, request: WireRequest, sender: Sender | undefined, onResponse: (response: WireResponse) => void): void {
		const requestId = this.#requestIds.uuid();
		const api = this.#byHost.get(service);
		const asked: Asked = { service, operation: "", needs: [] };
		const finish = (answer: Answer) => {
			this.#record(asked, sender, answer.ok ? undefined : answer.error);
			if (!answer.ok) onResponse((api?.protocol.fail ?? failRestJson)(answer.error, requestId));
			else if (api) onResponse(api.protocol.succeed(asked.operation, answer.output, requestId));
		};
		const answer = api
			? walled(() => this.#answer(api, request, sender, asked, { requestId, reply: finish }))
			: notSimulated(`The service ${service}`);
		if (answer) finish(answer);
	}

	/** @param asked Is filled in with what the request turns out to ask for. @returns undefined when the operation answers later. */
	#answer(
		api: ServiceApi,
		request: WireRequest,
		sender: Sender | undefined,
		asked: Asked,
		call: Omit<Call, "caller" | "allows">,
	): Answer | undefined {
		const signature = readSignature(request);
		const caller = signature && this.#credentials.callerOf(signature.accessKeyId, sender);
		if (!caller) return unknownKey(asked.service);
		if (signature.expiresAt !== undefined && signature.expiresAt <= this.#run.epochMs + this.#run.simulation.now)
			return failed("AccessDenied", "Request has expired", { status: 403 });
		const read = api.protocol.read(request);
		if (!read.ok) return read;
		asked.operation = read.output.operation;
		return this.#operate(api, asked, read.output.input, { ...call, caller });
	}

	/** Whether somebody may do something; for services that do it without an operation. @returns Why not. */
	refusalOf(caller: Caller, permission: Permission): string | undefined {
		return this.#authorizer.refusal(caller, permission);
	}

	/**
	 * Runs an operation for another service, in the name of the role that it acts under, as Step Functions does.
	 * @param input Members as the service's JSON has them.
	 * @param onAnswer Called once, after the latency of the service.
	 */
	call(service: string, operation: string, input: unknown, caller: Caller, onAnswer: (answer: Answer) => void): void {
		const { simulation } = this.#run;
		const api = this.#byHost.get(service);
		const asked: Asked = { service, operation, needs: [] };
		const finish = (answer: Answer) => {
			this.#record(asked, undefined, answer.ok ? undefined : answer.error);
			onAnswer(answer);
		};
		simulation.at(simulation.now + drawLatencyMs(service, this.#latency), () => {
			const call = { caller, requestId: this.#requestIds.uuid(), reply: finish };
			const answer = api ? walled(() => this.#operate(api, asked, input, call)) : notSimulated(`The service ${service}`);
			if (answer) finish(answer);
		});
	}

	#operate({ operations, title }: ServiceApi, asked: Asked, given: unknown, call: Omit<Call, "allows">): Answer | undefined {
		const { operation: name } = asked;
		const { caller } = call;
		const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
		if (!operation) return notSimulated(`${name} of ${title}`);
		const input = operation.input.safeParse(given);
		if (!input.success) return invalid(input.error.issues[0]);
		asked.needs = operation.needs(input.data as never, caller);
		for (const need of asked.needs) {
			const refusal = this.#authorizer.refusal(caller, need);
			if (refusal !== undefined) return accessDenied(asked.service, refusal);
		}
		const allows = (permission: Permission) => this.#authorizer.refusal(caller, permission) === undefined;
		return operation.run(input.data as never, { ...call, allows });
	}

	/** By the name of the host; at an address of its own, by the scope of the signature. */
	#serviceOf(request: WireRequest): string {
		return readEndpointName(request.host)?.service ?? readSignature(request)?.service ?? "";
	}

	#record({ service, operation, needs }: Asked, sender: Sender | undefined, error: ServiceError | undefined): void {
		const { recorder, simulation } = this.#run;
		recorder.record({
			at: simulation.now,
			kind: "aws.called",
			...(sender ? { call: sender.call } : {}),
			service,
			operation,
			needs: needs.map(({ action, resource }) => ({ action, resource })),
			...(error ? { error: error.name, message: error.message } : {}),
		});
	}
}

/** What a request brings about that nobody has thought of is its own failure, as at AWS, and not the end of the run. */
function walled(answer: () => Answer | undefined): Answer | undefined {
	try {
		return answer();
	} catch (error) {
		if (error instanceof SimulatorError) throw error;
		return failed("InternalFailure", `The simulated service failed: ${error instanceof Error ? error.message : String(error)}`, {
			status: 500,
		});
	}
}

/** An access key that nobody has, as the kinds of protocols say it. */
function unknownKey(service: string) {
	if (service === "s3")
		return failed("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", { status: 403 });
	const name = ["sts", "sns"].includes(service) ? "InvalidClientTokenId" : "UnrecognizedClientException";
	return failed(name, "The security token included in the request is invalid.", { status: 403 });
}

/** Services that name a denial otherwise than `AccessDeniedException`. */
const deniedNames: { readonly [service: string]: string } = {
	s3: "AccessDenied",
	sqs: "AccessDenied",
	sns: "AuthorizationError",
	sts: "AccessDenied",
};

function accessDenied(service: string, message: string) {
	// Services of the JSON protocol answer 400, the others 403.
	const status = ["dynamodb", "sqs", "events", "kinesis", "states", "secretsmanager", "ssm", "kms"].includes(service) ? 400 : 403;
	return failed(deniedNames[service] ?? "AccessDeniedException", message, { status });
}

/** As the services say it that are made of a model: the member's path, and what it had to satisfy. */
function invalid(issue: z.core.$ZodIssue | undefined) {
	// What a service says in its own words stays as it is.
	if (issue?.code === "custom") return failed("ValidationException", issue.message);
	const where = issue?.path.join(".") ?? "";
	return failed(
		"ValidationException",
		`1 validation error detected: Value at '${where}' failed to satisfy constraint: ${issue?.message ?? ""}`,
	);
}

function notSimulated(what: string) {
	return failed("NotSimulated", `${what} is not simulated. docs/fidelity.md lists the services and commands that are.`);
}
