import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { z } from "zod";
import { RandomStream } from "#sandbox/kernel/random.ts";
import type { StackKey } from "#sandbox/stack/secrets.ts";
import type { Cloud } from "../cloud.ts";
import { jsonProtocol } from "../wire/json-protocol.ts";
import { type Answer, done, failed, operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";

/** Of Encrypt; larger data is what data keys are for. */
const MOST_BYTES = 4096;
const MARK = Buffer.from("WARMSTART-KMS-1");

const context = { EncryptionContext: z.record(z.string(), z.string()).default({}) };
type Context = Record<string, string>;

/**
 * AWS KMS as a simulation: symmetric keys of the template that encrypt, decrypt and make data keys. The key material comes from the key's id,
 * so that it protects nothing; what matters is who may call, with which context, and how often.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html
 */
export function kmsApi({ run, stack }: Cloud): ServiceApi {
	const random = new RandomStream(run.scenario.seed, "kms");
	const find = (id: string): StackKey | undefined =>
		stack.keys.find(
			({ keyId, arn, aliases }) =>
				keyId === id || arn === id || aliases.some((alias) => alias === id || arn.replace(/key\/.*$/, alias) === id),
		);
	const unknown = (id: string) => failed("NotFoundException", `${id.startsWith("alias/") ? "Alias" : "Key"} '${id}' does not exist`);
	const needs =
		(action: string) =>
		({ KeyId }: { KeyId: string }) => [{ action: `kms:${action}`, resource: find(KeyId)?.arn ?? KeyId }];
	const bytes = (count: number) => Buffer.from(random.hex(2 * count), "hex");
	const encrypt = (key: StackKey, plaintext: Buffer, given: Context) => {
		const iv = bytes(12);
		const cipher = createCipheriv("aes-256-gcm", materialOf(key), iv).setAAD(associated(given));
		const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
		return Buffer.concat([MARK, Buffer.from(key.keyId.replaceAll("-", ""), "hex"), iv, cipher.getAuthTag(), sealed]);
	};
	const decrypt = (blob: Buffer, given: Context): Answer<{ key: StackKey; plaintext: Buffer }> => {
		const key = keyIn(blob, stack.keys);
		if (!key) return failed("InvalidCiphertextException", "");
		const at = MARK.length + 16;
		try {
			const decipher = createDecipheriv("aes-256-gcm", materialOf(key), blob.subarray(at, at + 12))
				.setAAD(associated(given))
				.setAuthTag(blob.subarray(at + 12, at + 28));
			return done({ key, plaintext: Buffer.concat([decipher.update(blob.subarray(at + 28)), decipher.final()]) });
		} catch {
			return failed("InvalidCiphertextException", ""); // Another context, or other bytes: KMS does not say which.
		}
	};
	const dataKey = ({
		KeyId,
		KeySpec,
		NumberOfBytes,
		EncryptionContext,
	}: {
		KeyId: string;
		KeySpec?: string | undefined;
		NumberOfBytes?: number | undefined;
		EncryptionContext: Context;
	}) => {
		const key = find(KeyId);
		if (!key) return unknown(KeyId);
		const plaintext = bytes(NumberOfBytes ?? (KeySpec === "AES_128" ? 16 : 32));
		return done({
			KeyId: key.arn,
			Plaintext: plaintext.toString("base64"),
			CiphertextBlob: encrypt(key, plaintext, EncryptionContext).toString("base64"),
		});
	};
	const dataKeyInput = z.object({
		KeyId: z.string(),
		KeySpec: z.enum(["AES_256", "AES_128"]).optional(),
		NumberOfBytes: z.number().int().min(1).max(1024).optional(),
		...context,
	});
	return {
		title: "AWS KMS",
		hosts: ["kms"],
		protocol: jsonProtocol("1.1", { target: "TrentService" }),
		operations: {
			Encrypt: operation({
				input: z.object({ KeyId: z.string(), Plaintext: z.string(), ...context }),
				needs: needs("Encrypt"),
				run: ({ KeyId, Plaintext, EncryptionContext }) => {
					const key = find(KeyId);
					if (!key) return unknown(KeyId);
					const plaintext = Buffer.from(Plaintext, "base64");
					if (plaintext.length < 1 || plaintext.length > MOST_BYTES)
						return failed(
							"ValidationException",
							`1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to ${MOST_BYTES}`,
						);
					return done({
						KeyId: key.arn,
						CiphertextBlob: encrypt(key, plaintext, EncryptionContext).toString("base64"),
						EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
					});
				},
			}),
			Decrypt: operation({
				input: z.object({ CiphertextBlob: z.string(), KeyId: z.string().optional(), ...context }),
				needs: ({ CiphertextBlob, KeyId }) => [
					{
						action: "kms:Decrypt",
						resource: keyIn(Buffer.from(CiphertextBlob, "base64"), stack.keys)?.arn ?? find(KeyId ?? "")?.arn ?? "*",
					},
				],
				run: ({ CiphertextBlob, KeyId, EncryptionContext }) => {
					const opened = decrypt(Buffer.from(CiphertextBlob, "base64"), EncryptionContext);
					if (!opened.ok) return opened;
					const { key, plaintext } = opened.output;
					if (KeyId !== undefined && find(KeyId) !== key)
						return failed("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.");
					return done({ KeyId: key.arn, Plaintext: plaintext.toString("base64"), EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
				},
			}),
			GenerateDataKey: operation({ input: dataKeyInput, needs: needs("GenerateDataKey"), run: dataKey }),
			GenerateDataKeyWithoutPlaintext: operation({
				input: dataKeyInput,
				needs: needs("GenerateDataKeyWithoutPlaintext"),
				run: (input) => {
					const made = dataKey(input);
					return made.ok ? done({ KeyId: made.output.KeyId, CiphertextBlob: made.output.CiphertextBlob }) : made;
				},
			}),
			GenerateRandom: operation({
				input: z.object({ NumberOfBytes: z.number().int().min(1).max(1024) }),
				needs: () => [{ action: "kms:GenerateRandom", resource: "*" }],
				run: ({ NumberOfBytes }) => done({ Plaintext: bytes(NumberOfBytes).toString("base64") }),
			}),
			DescribeKey: operation({
				input: z.object({ KeyId: z.string() }),
				needs: needs("DescribeKey"),
				run: ({ KeyId }) => {
					const key = find(KeyId);
					if (!key) return unknown(KeyId);
					return done({
						KeyMetadata: {
							KeyId: key.keyId,
							Arn: key.arn,
							Enabled: true,
							KeyState: "Enabled",
							KeyUsage: "ENCRYPT_DECRYPT",
							KeySpec: "SYMMETRIC_DEFAULT",
						},
					});
				},
			}),
		},
	};
}

function materialOf({ keyId }: StackKey): Buffer {
	return createHash("sha256").update(`warmstart ${keyId}`).digest();
}

function associated(given: Context): Buffer {
	return Buffer.from(JSON.stringify(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function keyIn(blob: Buffer, keys: readonly StackKey[]): StackKey | undefined {
	if (!blob.subarray(0, MARK.length).equals(MARK)) return undefined;
	const id = blob.subarray(MARK.length, MARK.length + 16).toString("hex");
	return keys.find(({ keyId }) => keyId.replaceAll("-", "") === id);
}
