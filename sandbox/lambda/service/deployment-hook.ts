import type { Cloud } from "#sandbox/services/cloud.ts";
import { arnOf, functionOfArn } from "#sandbox/stack/arn.ts";
import { physicalNameOf } from "../environment/execution-context.ts";

/** What a hook says of a deployment. `invocation` is absent when the function is not there. */
export type HookOutcome = { status: "Succeeded" | "Failed"; invocation?: number; reason?: string };

/**
 * A function that validates a deployment before or after its traffic. On AWS it tells CodeDeploy by PutLifecycleEventHookExecutionStatus,
 * and one that never does so fails its deployment after an hour. That call is not among the simulated ones; here a hook that returns has
 * succeeded, and one that ends with an error or a timeout has failed, both at once: a choice of ours.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
 */
export class DeploymentHook {
	#cloud: Cloud;
	#arn: string;
	#ids: { deploymentId: string; executionId: string };

	constructor(cloud: Cloud, arn: string, ids: { deploymentId: string; executionId: string }) {
		this.#cloud = cloud;
		this.#arn = arn;
		this.#ids = ids;
	}

	/** @param onOutcome Called once, when the function has ended. */
	run(onOutcome: (outcome: HookOutcome) => void): void {
		const { lambda, run } = this.#cloud;
		const named = functionOfArn(this.#arn);
		const fn = lambda.functions.find((one) => physicalNameOf(one) === named?.name);
		if (!fn || !lambda.deployed(fn.name).has(named?.qualifier)) {
			onOutcome({ status: "Failed", reason: `${this.#arn} does not exist` });
			return;
		}
		const { deploymentId: DeploymentId, executionId: LifecycleEventHookExecutionId } = this.#ids;
		const resource = arnOf("codedeploy", run.scenario.region, "deploymentgroup:ServerlessDeploymentApplication");
		lambda.invoke(
			{
				function: fn.name,
				payload: JSON.stringify({ DeploymentId, LifecycleEventHookExecutionId }),
				source: { service: "codedeploy", resource, invocationType: "RequestResponse" },
				...(named?.qualifier === undefined ? {} : { qualifier: named.qualifier }),
			},
			(result) => {
				const { invocation } = result;
				if (result.status === "succeeded") onOutcome({ invocation, status: "Succeeded" });
				else onOutcome({ invocation, status: "Failed", reason: `${result.error.errorType}: ${result.error.errorMessage}` });
			},
		);
	}
}
