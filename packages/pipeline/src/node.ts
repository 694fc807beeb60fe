/**
 * Files around a pipeline in Node: images and sound in, masks and depth maps out.
 *
 * @module
 */
export { encodePng, loadAudio, loadImage, saveImage } from '@onnx-capsule/processor-reconstruction/node';
