/** The construct by itself in somebody's stack. */
import { type App, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ImageEditor, type ImageEditorProps } from '#lib/image-editor.ts';

type Props = Omit<ImageEditorProps, 'apiKey'>;

/** A stack that holds nothing else but what `props` makes in it. */
export const editorStack = (app: App, props: (stack: Stack) => Props = () => ({})): Stack => {
  const stack = new Stack(app, 'Mine');
  new ImageEditor(stack, 'Editor', { apiKey: Secret.fromSecretNameV2(stack, 'Key', 'key') as never, ...props(stack) });
  return stack;
};

/** Buckets, a bus, a key and a topic of one's own. */
export const ownResources = (stack: Stack): Props => ({
  uploads: Bucket.fromBucketName(stack, 'MyUploads', 'my-uploads') as never,
  results: Bucket.fromBucketName(stack, 'MyResults', 'my-results') as never,
  eventBus: new EventBus(stack, 'Bus') as never,
  encryptionKey: new Key(stack, 'Own') as never,
  alarmTopic: new Topic(stack, 'Topic') as never,
});
