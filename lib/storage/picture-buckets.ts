/** The two buckets: users write the one, Darkroom the other, so that a result can never be taken for an upload. */
import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  CfnBucket,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../nag-suppressions.ts';

/** Buckets of one's own, and how the others are kept. */
export interface PictureBucketsProps {
  readonly uploads?: IBucket | undefined;
  readonly results?: IBucket | undefined;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey | undefined;
}

/** Uploads and results, versioned, private, over TLS only, with access logs. */
export class PictureBuckets extends Construct {
  readonly uploads: IBucket;
  readonly results: IBucket;

  constructor(scope: Construct, id: string, props: PictureBucketsProps) {
    super(scope, id);
    const common = commonProps(props);
    const logs: IBucket | undefined =
      props.uploads !== undefined && props.results !== undefined
        ? undefined
        : ownBucket(this, 'AccessLogs', {
            ...commonProps({ ...props, encryptionKey: undefined }),
            objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycleRules: [{ id: 'Forget', expiration: Duration.days(90), noncurrentVersionExpiration: Duration.days(1) }],
          });
    this.uploads = props.uploads ?? this.#ownBucket('Uploads', common);
    this.results = props.results ?? this.#ownBucket('Results', common);
    if (logs !== undefined && props.uploads === undefined) logAccess(this.uploads, logs, 'uploads/');
    if (logs !== undefined && props.results === undefined) logAccess(this.results, logs, 'results/');
    if (props.uploads === undefined) notifyOfNewObjects(this.uploads);
  }

  #ownBucket(id: string, props: BucketProps): IBucket {
    return ownBucket(this, id, {
      ...props,
      lifecycleRules: [
        { id: 'AbortStalledUploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        { id: 'ForgetOldVersions', noncurrentVersionExpiration: Duration.days(90), expiredObjectDeleteMarker: true },
      ],
    });
  }
}

const commonProps = ({ removalPolicy, encryptionKey }: PictureBucketsProps): BucketProps => ({
  versioned: true,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy,
  ...(encryptionKey === undefined
    ? { encryption: BucketEncryption.S3_MANAGED }
    : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }),
});

/** Says it on the resource itself: the L2's `eventBridgeEnabled` would bring a custom resource with a Python function. */
const notifyOfNewObjects = (bucket: IBucket): void => {
  resourceOf(bucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
};

/** Says it on the resource and in a policy: what the L2 does instead depends on a feature flag of whoever uses the construct. */
const logAccess = (bucket: IBucket, logs: IBucket, logFilePrefix: string): void => {
  resourceOf(bucket).loggingConfiguration = { destinationBucketName: logs.bucketName, logFilePrefix };
  logs.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [logs.arnForObjects(`${logFilePrefix}*`)],
      conditions: {
        ArnLike: { 'aws:SourceArn': bucket.bucketArn },
        StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account },
      },
    }),
  );
};

const resourceOf = (bucket: IBucket): CfnBucket => {
  const resource = bucket.node.defaultChild;
  if (resource instanceof CfnBucket) return resource;
  throw new Error(`bucket ${bucket.node.path} has no resource of its own to set up`);
};

/** A `Bucket` is an `IBucket`; only under exactOptionalPropertyTypes does the compiler doubt it. */
const ownBucket = (scope: Construct, id: string, props: BucketProps): IBucket => {
  const bucket = new Bucket(scope, id, props);
  acknowledge(bucket, {
    'NIST.800.53.R5-S3BucketReplicationEnabled':
      'Results can be made again and uploads are copies of what people have; who needs a second region brings a replicated bucket.',
    ...(props.encryption === BucketEncryption.KMS ? {} : { 'NIST.800.53.R5-S3DefaultEncryptionKMS': S3_KEYS }),
  });
  return bucket as IBucket;
};

const S3_KEYS =
  'Encrypted with keys of S3; `encryptionKey` of the construct is for who needs a key of their own. S3 writes access logs only with its own keys.';
