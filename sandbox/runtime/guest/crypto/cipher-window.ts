import { Buffer } from "buffer";

const BLOCK = 16;

/** Asks the host what data gives from an initialization vector on. @param final Whether the data ends here. */
export type Ask = (cipher: string, iv: Buffer | null, data: Buffer, final: boolean) => Buffer;

/** A big-endian number of 16 bytes, so many further. */
function counted(iv: Buffer, blocks: number): Buffer {
	const value = BigInt(`0x${iv.toString("hex")}`) + BigInt(blocks);
	return Buffer.from(
		BigInt.asUintN(8 * BLOCK, value)
			.toString(16)
			.padStart(2 * BLOCK, "0"),
		"hex",
	);
}

/**
 * What of a cipher's data the host has to see again, since it keeps nothing between two calls. CBC and ECB go on from their last whole
 * block, CTR from its counter; the other modes begin anew with all of the data.
 */
export class CipherWindow {
	#cipher: string;
	#mode: string | undefined;
	#way: "encrypt" | "decrypt";
	#iv: Buffer | null;
	#kept: Buffer = Buffer.alloc(0);
	/** Bytes of output of the kept data that were given out. */
	#given = 0;

	constructor(way: "encrypt" | "decrypt", cipher: string, mode: string | undefined, iv: Buffer | null) {
		this.#way = way;
		this.#cipher = cipher;
		this.#mode = mode;
		this.#iv = iv;
	}

	/** @returns The output that the added bytes bring. */
	add(bytes: Buffer, ask: Ask): Buffer {
		this.#kept = Buffer.concat([this.#kept, bytes]);
		const output = ask(this.#cipher, this.#iv, this.#kept, false);
		const fresh = output.subarray(this.#given);
		this.#given = output.length;
		this.#advance(output);
		return fresh;
	}

	/** @returns The output that is left at the end of the data. */
	end(ask: Ask): Buffer {
		const output = ask(this.#cipher, this.#iv, this.#kept, true);
		this.#kept = this.#kept.subarray(0, 0);
		return output.subarray(this.#given);
	}

	/** Forgets the blocks that are done. */
	#advance(output: Buffer): void {
		let done = 0;
		if (this.#mode === "cbc" || this.#mode === "ecb") done = output.length;
		else if (this.#mode === "ctr") done = output.length - (output.length % BLOCK);
		if (done === 0) return;
		const source = this.#way === "encrypt" ? output : this.#kept;
		if (this.#mode === "cbc") this.#iv = Buffer.from(source.subarray(done - BLOCK, done));
		if (this.#mode === "ctr" && this.#iv) this.#iv = counted(this.#iv, done / BLOCK);
		this.#kept = Buffer.from(this.#kept.subarray(done));
		this.#given -= done;
	}
}
