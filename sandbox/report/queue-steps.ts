/** How many messages of a queue are visible, in flight and delayed, from `at` on. */
export type QueueStep = { at: number; visible: number; inFlight: number; delayed: number };

type State = "visible" | "inFlight" | "delayed";

/** Gathers changes of state, in any order, into a step line. */
export class QueueSteps {
	#changes: { at: number; from: State | undefined; to: State | undefined }[] = [];

	/** One message changes its state. @param from undefined: it comes into the queue. @param to undefined: it leaves it. */
	change(at: number, from: State | undefined, to: State | undefined): void {
		if (from !== to) this.#changes.push({ at, from, to });
	}

	/** In the order of time, one step for each moment at which the counts change. */
	get steps(): QueueStep[] {
		this.#changes.sort((a, b) => a.at - b.at);
		const steps: QueueStep[] = [{ at: 0, visible: 0, inFlight: 0, delayed: 0 }];
		let step = steps[0] as QueueStep;
		for (const { at, from, to } of this.#changes) {
			if (at !== step.at) {
				step = { ...step, at };
				steps.push(step);
			}
			if (from) step[from]--;
			if (to) step[to]++;
		}
		return steps.filter((one, index) => index === 0 || !sameCounts(one, steps[index - 1] as QueueStep));
	}
}

function sameCounts(a: QueueStep, b: QueueStep): boolean {
	return a.visible === b.visible && a.inFlight === b.inFlight && a.delayed === b.delayed;
}
