import type { Cloud } from "#sandbox/services/cloud.ts";
import { LambdaMetrics } from "#sandbox/services/cloudwatch/lambda-metrics.ts";
import { CodeDeploy } from "./code-deploy.ts";

/** Alarms over functions, and the later deployments of the scenario that they may roll back. */
export function deployLater(cloud: Cloud): void {
	const { run, stack, lambda } = cloud;
	const metrics = new LambdaMetrics(run, stack.alarms);
	if (metrics.isWatched) lambda.observe((fact) => metrics.add(fact));
	new CodeDeploy(cloud, metrics, lambda.deployments);
}
