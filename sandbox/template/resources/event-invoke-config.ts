import { configure, functionNamed, type ResourceReader } from "../reading.ts";

/** AWS::Lambda::EventInvokeConfig: retries, age and destinations of asynchronous invocation (L158, L159, L163, L165). */
export const readEventInvokeConfig: ResourceReader = (resource, properties, reading) => {
	const named = properties.needed("FunctionName", "Add for example FunctionName: !Ref Function.");
	const qualifier = properties.needed("Qualifier", "Add Qualifier: $LATEST, or the name of an alias.");
	const destinations = properties.part("DestinationConfig");
	const arnOf = (key: string) => {
		const destination = destinations?.part(key);
		const arn = destination?.text("Destination");
		destination?.done();
		return arn;
	};
	const eventInvoke = {
		maximumEventAgeSeconds: properties.whole("MaximumEventAgeInSeconds", { min: 60, max: 21_600, fallback: 21_600, unit: "seconds" }),
		maximumRetryAttempts: properties.whole("MaximumRetryAttempts", { min: 0, max: 2, fallback: 2, unit: "attempts" }),
		onSuccessArn: arnOf("OnSuccess"),
		onFailureArn: arnOf("OnFailure"),
	};
	destinations?.done();
	properties.done();
	if (named === undefined || qualifier === undefined) return;
	const { arn, fn } = functionNamed(named, reading);
	if (!fn) {
		reading.notes.skip(resource.line, `the function ${named} of ${resource.id}`, "It is not simulated.");
		return;
	}
	for (const destination of [eventInvoke.onSuccessArn, eventInvoke.onFailureArn])
		if (destination !== undefined && destination === arn.split(":").slice(0, 7).join(":"))
			properties.problem(
				"DestinationConfig",
				"You can't specify the function as a destination for itself.",
				"Send to a queue, a topic or another function.",
			);
	if (eventInvoke.onSuccessArn?.startsWith("arn:aws:s3:"))
		properties.problem(
			"DestinationConfig",
			"The provided destination config DestinationConfig is invalid.",
			"Only failures can go to a bucket (L165).",
		);
	const known = [
		"$LATEST",
		fn.alias,
		...(fn.aliases ?? []).map(({ name }) => name),
		...(fn.versions ?? [{ version: "1" }]).map(({ version }) => version),
	];
	if (!known.includes(qualifier))
		reading.notes.skip(
			resource.line,
			`${resource.id}, for ${qualifier}`,
			`${fn.name} has no such version or alias: nothing is invoked by it.`,
		);
	if (fn.alias === undefined && qualifier === "$LATEST") configure(fn, { eventInvoke });
	else configure(fn, { eventInvokeByQualifier: { ...fn.service?.eventInvokeByQualifier, [qualifier]: eventInvoke } });
};
