# Writes a PyTorch network as `etalon run linear-scope --data network.h5` reads it.
# Needs torch and h5py. Layers must be modules called one after another; sums of earlier layers are
# added to the list by hand: {"type": "add", "from": 3}.
import json

import h5py
import torch.nn as nn

# PyTorch's name: ours, and what of it to write.
TYPES = {
    nn.Conv2d: ("conv", lambda m: {"stride": m.stride[0], "padding": m.padding[0]}),
    nn.Linear: ("dense", lambda m: {}),
    nn.ReLU: ("relu", lambda m: {}),
    nn.LeakyReLU: ("leaky_relu", lambda m: {"slope": m.negative_slope}),
    nn.Tanh: ("tanh", lambda m: {}),
    nn.Sigmoid: ("sigmoid", lambda m: {}),
    nn.MaxPool2d: ("max", lambda m: {"size": m.kernel_size, "stride": m.stride}),
    nn.AvgPool2d: ("avg", lambda m: {"size": m.kernel_size, "stride": m.stride}),
    nn.Flatten: ("flatten", lambda m: {}),
    nn.AdaptiveAvgPool2d: ("gap", lambda m: {}),
    nn.PixelShuffle: ("shuffle", lambda m: {}),
    nn.BatchNorm2d: ("scale_shift", lambda m: {}),
    nn.InstanceNorm2d: ("instance_norm", lambda m: {"eps": m.eps}),
}


def export(model, input_shape, path, class_names=None, mean=None, std=None, images=None):
    """input_shape: (channels, height, width); images: count of them, before mean and std."""
    model.eval()
    layers = []
    with h5py.File(path, "w") as file:
        for module in model.modules():
            if type(module) not in TYPES:
                continue  # containers; an unknown layer shows when its output is compared
            name, settings = TYPES[type(module)]
            arrays = {}
            if name in ("conv", "dense"):
                arrays = {"weight": module.weight, "bias": module.bias}
            elif name == "scale_shift":
                scale = module.weight / (module.running_var + module.eps).sqrt()
                arrays = {"scale": scale, "shift": module.bias - module.running_mean * scale}
            elif name == "instance_norm" and module.affine:
                arrays = {"scale": module.weight, "shift": module.bias}
            for key, value in arrays.items():
                if value is not None:
                    file[f"layers/{len(layers)}/{key}"] = value.detach().numpy()
            layers.append({"type": name, **settings(module)})
        file.attrs.update(format="etalon-network", version=1, input_shape=input_shape)
        file.attrs["layers"] = json.dumps(layers)
        if class_names is not None:
            file.attrs["class_names"] = json.dumps(class_names)
        for key, value in (("mean", mean), ("std", std)):
            if value is not None:
                file.attrs[key] = value
        if images is not None:
            file["images"] = images
