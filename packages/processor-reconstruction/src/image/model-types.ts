/** The image processor class of each model type, for folders whose processor configuration does not name one. */

/** Model types by class. Source: `IMAGE_PROCESSOR_MAPPING_NAMES` of transformers 4.57.6 and 5.24.0. */
const MODEL_TYPES: Readonly<Record<string, readonly string[]>> = {
  BeitImageProcessor: ['beit', 'data2vec-vision'],
  BitImageProcessor: ['bit', 'dinov2', 'focalnet', 'hiera', 'pixio'],
  BlipImageProcessor: ['blip', 'blip-2', 'instructblip'],
  BridgeTowerImageProcessor: ['bridgetower'],
  CLIPImageProcessor: [
    'clip', 'aimv2', 'aimv2_vision_model', 'altclip', 'florence2', 'git', 'groupvit', 'kosmos-2', 'metaclip_2', 'mlcd', 'vipllava',
    'xclip',
  ],
  ChameleonImageProcessor: ['chameleon'],
  ChineseCLIPImageProcessor: ['chinese_clip'],
  ConditionalDetrImageProcessor: ['conditional_detr'],
  ConvNextImageProcessor: ['convnext', 'convnextv2', 'cvt', 'regnet', 'resnet', 'van'],
  DINOv3ViTImageProcessor: ['dinov3_vit'],
  DPTImageProcessor: ['dpt', 'depth_anything'],
  DeformableDetrImageProcessor: ['deformable_detr', 'lw_detr'],
  DeiTImageProcessor: ['deit'],
  DepthProImageProcessor: ['depth_pro'],
  DetaImageProcessor: ['deta'],
  DetrImageProcessor: ['detr', 'omdet-turbo', 'table-transformer'],
  DonutImageProcessor: ['donut-swin'],
  EfficientFormerImageProcessor: ['efficientformer'],
  EfficientNetImageProcessor: ['efficientnet', 'align'],
  FlavaImageProcessor: ['flava'],
  GLPNImageProcessor: ['glpn'],
  GroundingDinoImageProcessor: ['grounding-dino', 'mm-grounding-dino'],
  ImageGPTImageProcessor: ['imagegpt'],
  LayoutLMv2ImageProcessor: ['layoutlmv2', 'layoutxlm'],
  LayoutLMv3ImageProcessor: ['layoutlmv3', 'udop'],
  LevitImageProcessor: ['levit'],
  Mask2FormerImageProcessor: ['mask2former'],
  MaskFormerImageProcessor: ['maskformer'],
  MobileNetV1ImageProcessor: ['mobilenet_v1'],
  MobileNetV2ImageProcessor: ['mobilenet_v2'],
  MobileViTImageProcessor: ['mobilevit', 'mobilevitv2'],
  NougatImageProcessor: ['nougat'],
  OwlViTImageProcessor: ['owlvit'],
  Owlv2ImageProcessor: ['owlv2'],
  PerceiverImageProcessor: ['perceiver'],
  Pix2StructImageProcessor: ['pix2struct'],
  PoolFormerImageProcessor: ['poolformer'],
  PromptDepthAnythingImageProcessor: ['prompt_depth_anything'],
  PvtImageProcessor: ['pvt', 'pvt_v2'],
  RTDetrImageProcessor: ['rt_detr', 'deimv2'],
  SamImageProcessor: ['sam', 'sam_hq'],
  SegformerImageProcessor: ['segformer', 'upernet'],
  Siglip2ImageProcessor: ['siglip2'],
  SiglipImageProcessor: ['siglip', 'colpali', 'gemma3n', 'paligemma'],
  SuperPointImageProcessor: ['superpoint'],
  Swin2SRImageProcessor: ['swin2sr'],
  TextNetImageProcessor: ['textnet'],
  TvpImageProcessor: ['tvp'],
  ViTImageProcessor: [
    'vit', 'clipseg', 'dinat', 'ijepa', 'mgp-str', 'swiftformer', 'swin', 'swinv2', 'trocr', 'vit_mae', 'vit_msn', 'nat',
  ],
  VideoMAEImageProcessor: ['videomae', 'timesformer'],
  ViltImageProcessor: ['vilt'],
  VitPoseImageProcessor: ['vitpose'],
  VivitImageProcessor: ['vivit'],
  YolosImageProcessor: ['yolos'],
  ZoeDepthImageProcessor: ['zoedepth'],
};

const CLASS_BY_MODEL_TYPE: ReadonlyMap<string, string> = new Map(
  Object.entries(MODEL_TYPES).flatMap(([className, modelTypes]) => modelTypes.map((modelType) => [modelType, className] as const)),
);

/** The image processor class that the reference's auto class takes for `model_type`, if it is one that is reproduced here. */
export function classForModelType(modelType: string): string | undefined {
  return CLASS_BY_MODEL_TYPE.get(modelType);
}
