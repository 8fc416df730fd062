import { toTick } from "#sandbox/kernel/virtual-time.ts";
import { type HostWork, virtualMs } from "../host/host-work.ts";
import { hostWorkMessage } from "../limit-messages.ts";
import { type Run, stopRun } from "../run.ts";

/** Whose time it is: its deadline and the length of a step, in virtual milliseconds. */
type Owner = { readonly deadline: number; readonly stepMs: number };

/** Virtual time within one turn: what its entries into learner code have taken, and what the current one may still take. */
export class EntryClock {
	#run: Run;
	#owner: Owner;
	/** Milliseconds that the entries of the turn have taken before the current one. */
	#takenMs = 0;
	/** Milliseconds of work that the host has done for the current entry. */
	#workMs = 0;
	/** Steps that the current entry may take. */
	#allowance = 0;

	constructor(run: Run, owner: Owner) {
		this.#run = run;
		this.#owner = owner;
	}

	/** Milliseconds that the turn has taken. */
	get takenMs(): number {
		return this.#takenMs;
	}

	/** When the next entry begins. */
	get now(): number {
		return this.#run.simulation.now + this.#takenMs;
	}

	beginTurn(): void {
		this.#takenMs = 0;
	}

	/** @returns Steps that the entry may take: up to the deadline, and no more than the simulator has patience for. */
	beginEntry(): number {
		const { limits, steps } = this.#run;
		const { deadline, stepMs } = this.#owner;
		const patience = steps < limits.runSteps ? limits.turnSteps : limits.turnSteps / 100;
		this.#workMs = 0;
		this.#allowance = Math.max(1, Math.min(patience, Math.ceil((deadline - this.now) / stepMs)));
		return this.#allowance;
	}

	/** @param steps Taken by the entry that is over. */
	endEntry(steps: number): void {
		this.#run.steps += steps;
		this.#takenMs += steps * this.#owner.stepMs + this.#workMs;
	}

	/** Something else than learner code takes time in the turn. */
	pass(ms: number): void {
		this.#takenMs += ms;
	}

	/** @param told What the guest says that it has spent. @returns Steps that it can have spent. */
	spent(told: unknown): number {
		return Math.min(this.#allowance, Math.max(0, Number(told) || 0));
	}

	/** Virtual time at which the current entry has spent so many steps. */
	at(spent: number): number {
		return toTick(this.now + this.#workMs + spent * this.#owner.stepMs);
	}

	/**
	 * Lets the host's work take virtual time within the entry.
	 * @returns What the guest library must know of it, ahead of the answer (bridge.ts): milliseconds of work in this entry so far, and the
	 * steps that it may take in all. They are fewer than it has taken when the deadline has come meanwhile.
	 */
	charge(work: HostWork, spent: number): string {
		const run = this.#run;
		const { stepMs, deadline } = this.#owner;
		const ms = virtualMs(work, stepMs);
		if (ms === 0) return "";
		run.hostWorkMs += virtualMs(work);
		if (run.hostWorkMs > run.limits.hostWorkMs) stopRun(run, "hostCalls", hostWorkMessage(run.limits.hostWorkMs));
		this.#workMs += ms;
		const left = Math.ceil((deadline - this.now - this.#workMs) / stepMs);
		this.#allowance = left > spent ? Math.min(this.#allowance, left) : spent - 1;
		return `+${this.#workMs},${this.#allowance} `;
	}
}
