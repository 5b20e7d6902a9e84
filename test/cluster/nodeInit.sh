#!/bin/bash
# The first process of a node: arranges the file system as a machine of its own would have it, then keeps containerd
# and the kubelet running, as an init system would. bash reaps the orphans that become its children.
#
#   nodeInit.sh NODE NODE_FOLDER CLUSTERS_FOLDER CACHE_FOLDER HIERARCHY...
#
# NODE_FOLDER holds the node's own disk: etc (laid over the host's), var and opt (instead of the host's), and lists of
# places in CACHE_FOLDER: `kubernetes`, the folder of the programs, `images`, the archives to import, and with Cilium
# `cilium`, the folder of its programs.
set -euo pipefail
node=$1 disk=$2 clusters=$3 cache=$4
shift 4

echo "$node" > /proc/sys/kernel/hostname

# The mount namespace began as a copy of the host's. Copied mounts of network namespaces would keep those alive.
awk -v prefix="$clusters/" 'index($5, prefix) == 1 { print $5 }' /proc/self/mountinfo | tac |
  while read -r place; do umount --lazy "$place"; done

mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
for hierarchy in "$@"; do
  place=/sys/fs/cgroup/${hierarchy#name=}
  mkdir "$place"
  case $hierarchy in
    unified) mount -t cgroup2 cgroup2 "$place" ;;
    name=*) mount -t cgroup -o "none,$hierarchy" cgroup "$place" ;;
    *) mount -t cgroup -o "$hierarchy" cgroup "$place" ;;
  esac
done

# The kubelet insists on these kernel settings, which belong to the whole machine; it gets files instead.
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=$disk/sysctl/${setting%%=*}
  mkdir -p "${file%/*}"
  echo "${setting#*=}" > "$file"
  if [ -e "/proc/sys/${setting%%=*}" ]; then mount --bind "$file" "/proc/sys/${setting%%=*}"; fi
done

mkdir -p "$disk"/{cni,etc,etc-work,opt/podpath,opt/cni/bin}
mkdir -p "$disk"/var/{lib/kubelet,lib/containerd,lib/cni,log,tmp,cache}
ln -sfn /run "$disk/var/run"
kubernetes=/opt/podpath/$(cat "$disk/kubernetes")
mapfile -t images < "$disk/images"
mount --bind "$cache" "$disk/opt/podpath"
mount -o remount,bind,ro "$disk/opt/podpath"
if [ -e "$disk/cilium" ]; then
  cilium=$(cat "$disk/cilium")
  mount -t overlay -o "lowerdir=$cache/$cilium/cni:/usr/lib/cni" overlay "$disk/opt/cni/bin"
  mkdir -p "$disk/var/lib/cilium"
  cp -r "$cache/$cilium/bpf" "$disk/var/lib/cilium/"
  mount -t bpf bpffs /sys/fs/bpf
else
  mount --bind /usr/lib/cni "$disk/opt/cni/bin"
fi
mount -t overlay -o "lowerdir=/etc,upperdir=$disk/etc,workdir=$disk/etc-work" overlay /etc
mkdir -p /etc/cni/net.d
# The host may have configurations of its own there; the first of them would be taken.
mount --bind "$disk/cni" /etc/cni/net.d
mount --rbind "$disk/opt" /opt
mount --rbind "$disk/var" /var
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /tmp
mkdir -p /run/lock
# As systemd has it: containers may ask to see later mounts of the node, and the kubelet's mounts are seen by all.
mount --make-rshared /
cd /

# Restarts a service that ends, as systemd does for kubeadm's kubelet.
keep_running() {
  local log=$1
  shift
  while true; do
    "$@" >> "$log" 2>&1 || true
    echo "$1 ended; starting it again" >> "$log"
    sleep 1
  done
}

keep_running /var/log/containerd.log containerd --config /etc/containerd/config.toml &
until ctr --connect-timeout 1s version > /dev/null 2>&1; do sleep 0.1; done
for archive in "${images[@]}"; do
  ctr --namespace k8s.io images import "/opt/podpath/$archive" > /dev/null
done

keep_running /var/log/kubelet.log "$kubernetes/kubelet" --hostname-override="$node" \
  --config=/var/lib/kubelet/config.yaml --kubeconfig=/etc/kubernetes/kubelet.conf &
wait
