# Writes all_layers.h5 beside itself: every layer type by the layout of resources/export_network.py, with
# outputs computed here in numpy (/expected). Needs numpy and h5py.
import json, pathlib
import h5py, numpy as np
rng=np.random.default_rng(4)
f32=lambda *s: (rng.standard_normal(s)*0.4).astype(np.float32)
layers=[]; W={}
def add(t,arrays={},**k):
    W[len(layers)]=arrays; layers.append(dict(type=t,**k))
add("conv",dict(weight=f32(4,2,3,3),bias=f32(4)),padding=1)                         #0 8x8
add("scale_shift",dict(scale=1+f32(4),shift=f32(4)))                                #1
add("relu")                                                                        #2
add("conv",dict(weight=f32(4,4,3,3)),padding=1)                                     #3
add("add",**{"from":2})                                                            #4
add("leaky_relu",slope=0.125)                                                      #5
add("max",size=2,stride=2)                                                         #6 4x4
add("conv",dict(weight=f32(8,4,2,2),bias=f32(8)),stride=2,padding=1)                #7 (4+2-2)/2+1=3
add("instance_norm",dict(scale=1+f32(8)),eps=1e-5)                                  #8
add("tanh")                                                                        #9
add("shuffle")                                                                     #10 2x6x6
add("sigmoid")                                                                     #11
add("avg",size=3)                                                                  #12 2x2x2
add("flatten")                                                                     #13 8
add("dense",dict(weight=f32(3,8),bias=f32(3)))                                      #14
mean=np.array([0.2,-0.1]); std=np.array([0.5,2.0])
imgs=rng.random((2,2,8,8)).astype(np.float32)
def conv(x,w,b,s,p):
    x=np.pad(x,((0,0),(p,p),(p,p))); o,c,k,_=w.shape
    h=(x.shape[1]-k)//s+1; wd=(x.shape[2]-k)//s+1; y=np.zeros((o,h,wd))
    for i in range(h):
        for j in range(wd):
            y[:,i,j]=np.tensordot(w,x[:,i*s:i*s+k,j*s:j*s+k],3)
    return y if b is None else y+b[:,None,None]
def run(x):
    outs=[]
    for j,l in enumerate(layers):
        a={k:v.astype(float) for k,v in W[j].items()}; t=l["type"]
        if t=="conv": x=conv(x,a["weight"],a.get("bias"),l.get("stride",1),l.get("padding",0))
        elif t=="scale_shift": x=x*a["scale"][:,None,None]+a["shift"][:,None,None]
        elif t=="relu": x=np.maximum(x,0)
        elif t=="leaky_relu": x=np.where(x>0,x,l["slope"]*x)
        elif t=="add": x=x+outs[l["from"]]
        elif t in("max","avg"):
            s=l["size"]; c,h,w=x.shape; x=x.reshape(c,h//s,s,w//s,s); x=x.max((2,4)) if t=="max" else x.mean((2,4))
        elif t=="instance_norm":
            m=x.mean((1,2),keepdims=True); v=((x-m)**2).mean((1,2),keepdims=True); x=a["scale"][:,None,None]*(x-m)/np.sqrt(v+l["eps"])
        elif t=="tanh": x=np.tanh(x)
        elif t=="sigmoid": x=1/(1+np.exp(-x))
        elif t=="shuffle":
            c,h,w=x.shape; x=x.reshape(c//4,2,2,h,w).transpose(0,3,1,4,2).reshape(c//4,2*h,2*w)
        elif t=="flatten": x=x.reshape(-1)
        elif t=="dense": x=a["weight"]@x+a["bias"]
        outs.append(x)
    return x
with h5py.File(pathlib.Path(__file__).with_name("all_layers.h5"),"w") as f:
    f.attrs["format"]="etalon-network"; f.attrs["version"]=1; f.attrs["input_shape"]=[2,8,8]
    f.attrs["layers"]=json.dumps(layers)
    f.attrs["class_names"]=np.bytes_(json.dumps(["cat","dog","bird"]))   # of fixed length
    f.attrs["mean"]=mean.astype(np.float32).astype(float); f.attrs["std"]=std.astype(np.float32)
    for j,a in W.items():
        for k,v in a.items(): f[f"layers/{j}/{k}"]=v
    f["images"]=imgs
    m=mean.astype(np.float32).astype(float); s=std.astype(np.float32).astype(float)
    f["expected"]=np.array([run((im.astype(float)-m[:,None,None])/s[:,None,None]) for im in imgs])
