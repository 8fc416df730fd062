import { RandomStream } from "#sandbox/kernel/random.ts";
import type { ObjectHeaders } from "./object-store.ts";

export type Part = { readonly number: number; readonly body: Buffer; readonly etag: string; readonly modifiedAt: number };
export type Upload = {
	readonly id: string;
	readonly bucket: string;
	readonly key: string;
	readonly headers: ObjectHeaders;
	readonly tagging: string;
	readonly startedAt: number;
	readonly parts: Map<number, Part>;
};

/** Every part but the last has at least this size. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const SMALLEST_PART_BYTES = 5_242_880;

/** Uploads that have begun and are neither completed nor aborted. */
export class MultipartUploads {
	#uploads = new Map<string, Upload>();
	#ids: RandomStream;

	constructor(seed: number) {
		this.#ids = new RandomStream(seed, "s3 uploads");
	}

	begin(of: Omit<Upload, "id" | "parts">): Upload {
		const upload: Upload = { ...of, id: this.#ids.hex(64), parts: new Map() };
		this.#uploads.set(upload.id, upload);
		return upload;
	}

	find(id: string, { bucket, key }: Pick<Upload, "bucket" | "key">): Upload | undefined {
		const upload = this.#uploads.get(id);
		return upload?.bucket === bucket && upload.key === key ? upload : undefined;
	}

	of(bucket: string): Upload[] {
		return [...this.#uploads.values()].filter((upload) => upload.bucket === bucket);
	}

	end({ id }: Upload): void {
		this.#uploads.delete(id);
	}
}

/**
 * The parts that CompleteMultipartUpload lists, in their order.
 * @returns Name and message of the exception when the list does not fit what was uploaded.
 */
export function listedParts(
	upload: Upload,
	listed: readonly { number: number; etag: string }[],
): Buffer[] | { name: string; message: string } {
	if (listed.some(({ number }, index) => number <= (listed[index - 1]?.number ?? 0)))
		return { name: "InvalidPartOrder", message: "The list of parts was not in ascending order. Parts must be ordered by part number." };
	const parts = listed.map(({ number, etag }) => {
		const part = upload.parts.get(number);
		return part?.etag === etag.replaceAll('"', "") ? part : undefined;
	});
	if (listed.length === 0 || parts.includes(undefined))
		return {
			name: "InvalidPart",
			message:
				"One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
		};
	const bodies = parts.map((part) => part?.body ?? Buffer.alloc(0));
	if (bodies.slice(0, -1).some(({ length }) => length < SMALLEST_PART_BYTES))
		return { name: "EntityTooSmall", message: "Your proposed upload is smaller than the minimum allowed size" };
	return bodies;
}
