using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using NativeIo.Interop.Linux;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <summary>
/// Compares every declaration for Linux with what a C compiler and the kernel's headers say, for x64 and arm64.
/// </summary>
// Platform: needs C compilers and the headers of Linux.
[Trait("Platform", "linux")]
public sealed class LinuxAbiTests
{
    private const string Headers = """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <dirent.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <limits.h>
        #include <poll.h>
        #include <stdio.h>
        #include <sys/file.h>
        #include <sys/mman.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/uio.h>
        #include <sys/vfs.h>
        #include <linux/fs.h>
        #include <linux/io_uring.h>
        #include <linux/magic.h>
        #include <linux/openat2.h>
        #include <linux/time_types.h>

        """;

    /// <summary>Values that no header of user space has, or not those of every kernel's headers.</summary>
    private const string Missing = """
        struct linux_dirent64 {
            unsigned long long d_ino;
            long long d_off;
            unsigned short d_reclen;
            unsigned char d_type;
            char d_name[];
        };
        #ifndef STATX_DIOALIGN
        #define STATX_DIOALIGN 0x2000U
        #endif
        #ifndef STATX_MNT_ID_UNIQUE
        #define STATX_MNT_ID_UNIQUE 0x4000U
        #endif
        #ifndef RWF_DONTCACHE
        #define RWF_DONTCACHE 0x80
        #endif
        #ifndef IORING_SETUP_NO_SQARRAY
        #define IORING_SETUP_NO_SQARRAY (1U << 16)
        #endif
        #ifndef MAX_RW_COUNT
        #define MAX_RW_COUNT 0x7ffff000
        #endif
        #define ZFS_SUPER_MAGIC 0x2fc12fc1
        #define BCACHEFS_SUPER_MAGIC 0xca451a4e
        #define CEPH_SUPER_MAGIC 0x00c36400
        #ifndef LUSTRE_SUPER_MAGIC
        #define LUSTRE_SUPER_MAGIC 0x0bd00bd0
        #endif
        #ifndef PVFS2_SUPER_MAGIC
        #define PVFS2_SUPER_MAGIC 0x20030528
        #endif
        #ifndef GPFS_SUPER_MAGIC
        #define GPFS_SUPER_MAGIC 0x47504653
        #endif
        #ifndef BEEGFS_MAGIC
        #define BEEGFS_MAGIC 0x19830326
        #endif
        #ifndef OCFS2_SUPER_MAGIC
        #define OCFS2_SUPER_MAGIC 0x7461636f
        #endif
        #ifndef GFS2_MAGIC
        #define GFS2_MAGIC 0x01161970
        #endif
        #ifndef CODA_SUPER_MAGIC
        #define CODA_SUPER_MAGIC 0x73757245
        #endif
        #ifndef VBOXSF_SUPER_MAGIC
        #define VBOXSF_SUPER_MAGIC 0x786f4256
        #endif
        #ifndef VMHGFS_SUPER_MAGIC
        #define VMHGFS_SUPER_MAGIC 0xbacbacbc
        #endif
        #define FUSE_SUPER_MAGIC 0x65735546
        #define stat_length sizeof(struct stat)
        #define st_dev_offset offsetof(struct stat, st_dev)
        #define st_ino_offset offsetof(struct stat, st_ino)
        #define st_nlink_offset offsetof(struct stat, st_nlink)
        #define st_mode_offset offsetof(struct stat, st_mode)
        #define st_uid_offset offsetof(struct stat, st_uid)
        #define st_gid_offset offsetof(struct stat, st_gid)
        #define st_size_offset offsetof(struct stat, st_size)
        #define st_blksize_offset offsetof(struct stat, st_blksize)
        #define st_blocks_offset offsetof(struct stat, st_blocks)
        #define st_mtim_offset offsetof(struct stat, st_mtim)
        #define d_ino_offset offsetof(struct linux_dirent64, d_ino)
        #define d_reclen_offset offsetof(struct linux_dirent64, d_reclen)
        #define d_type_offset offsetof(struct linux_dirent64, d_type)
        #define d_name_offset offsetof(struct linux_dirent64, d_name)

        """;

    private static readonly AbiType[] s_types =
    [
        new(typeof(Errno), null),
        new(typeof(OpenFlag), null),
        new(typeof(OpenHow), "struct open_how"),
        new(typeof(FileConstants), null),
        new(typeof(FileControlCommand), null),
        new(typeof(LockOperation), null),
        new(typeof(FileCloneRange), "struct file_clone_range"),
        new(typeof(TransferConstants), null),
        new(typeof(NamingConstants), null),
        new(typeof(DirectoryConstants), null),
        new(typeof(DirectoryEntry64), null) { Unnamed = ["Alignment"] },
        new(typeof(MemoryConstants), null),
        new(typeof(PollDescriptor), "struct pollfd"),
        new(typeof(IoVector), "struct iovec") { Renamed = { ["Address"] = "iov_base", ["Length"] = "iov_len" } },
        new(typeof(StatX), "struct statx") { Unnamed = ["spare0"] },
        new(typeof(StatLayout), null),
        new(typeof(StatXTimestamp), "struct statx_timestamp") { Unnamed = ["reserved"] },
        new(typeof(StatFs), "struct statfs") { Unnamed = ["f_fsid0", "f_fsid1"] },
        new(typeof(IoUringConstants), null),
        new(typeof(IoUringParams), "struct io_uring_params") { Unnamed = ["resv0", "resv1", "resv2"] },
        new(typeof(IoSqRingOffsets), "struct io_sqring_offsets") { Unnamed = ["resv1", "user_addr"] },
        new(typeof(IoCqRingOffsets), "struct io_cqring_offsets") { Unnamed = ["resv1", "user_addr"] },
        new(typeof(IoUringSqe), "struct io_uring_sqe") { Unnamed = ["pad2"] },
        new(typeof(IoUringCqe), "struct io_uring_cqe"),
        new(typeof(IoUringProbe), "struct io_uring_probe")
        {
            Unnamed = ["OperationCountMax", "resv", "resv0", "resv1", "resv2", "ops"],
            HasArrayAtEnd = true,
        },
        new(typeof(IoUringProbe.Operations), null),
        new(typeof(IoUringProbeOp), "struct io_uring_probe_op"),
        new(typeof(IoUringGetEventsArg), "struct io_uring_getevents_arg"),
        new(typeof(KernelTimeSpec), "struct __kernel_timespec"),
    ];

    [Theory]
    [InlineData("gcc", "X64")]
    [InlineData("aarch64-linux-gnu-gcc", "ARM64")]
    public async Task Declarations_EveryOne_AreWhatTheCompilerSays(string compiler, string architecture)
    {
        string program = Program(s_types.SelectMany(type => type.Facts(architecture)));
        Assert.Equal("", await CCompiler.CheckAsync(compiler, program));
    }

    [Fact]
    public async Task Declarations_WrongOne_IsRefused() =>
        Assert.Contains("O_CREAT", await CCompiler.CheckAsync("gcc", Program(["O_CREAT == 1"])));

    [Fact]
    public void Declarations_OfTheFolder_AreAllCompared()
    {
        IEnumerable<string> forgotten = typeof(Errno).Assembly.GetTypes()
            .Where(static type => type.Namespace == typeof(Errno).Namespace)
            .Where(static type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .Except(s_types.Select(static type => type.Type))
            .Select(static type => type.Name);
        Assert.Empty(forgotten);
    }

    private static string Program(IEnumerable<string> facts)
    {
        var program = new StringBuilder(Headers).Append(Missing);
        foreach (string fact in facts)
        {
            _ = program.Append("_Static_assert(").Append(fact).Append(", \"").Append(fact).AppendLine("\");");
        }

        return program.ToString();
    }
}
