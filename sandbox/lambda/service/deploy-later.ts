import type { Cloud } from "#sandbox/services/cloud.ts";
import { CloudWatchService } from "#sandbox/services/cloudwatch/cloudwatch-service.ts";
import { CodeDeploy } from "./code-deploy.ts";

/** CloudWatch with its alarms, and the later deployments of the scenario that they may roll back. */
export function deployLater(cloud: Cloud): void {
	new CodeDeploy(cloud, new CloudWatchService(cloud), cloud.lambda.deployments);
}
