/** Which files a message may carry, named as in the record of an interface. */
export interface UploadRules {
  /** Of one message. */
  readonly maxFiles: number;
  /** Of one file, in units of 1,048,576 bytes. */
  readonly maxFileSizeMb: number;
  /** Media types; `image/*` stands for all images. */
  readonly allowedFileTypes: readonly string[];
}
