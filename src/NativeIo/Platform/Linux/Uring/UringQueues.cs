using System;
using System.Diagnostics;
using System.Runtime.Versioning;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>
/// The two queues that are shared with the kernel: submissions, which this side produces, and completions, which it
/// consumes. The order of accesses is in <see cref="RingOrdering"/>.
/// </summary>
/// <remarks>Thread safety: none; one thread at a time.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class UringQueues : IDisposable
{
    private readonly RingRegion _rings;
    private readonly RingRegion _entries;
    private readonly uint _submissionMask;
    private readonly uint _submissionCount;
    private readonly uint _completionMask;
    private unsafe uint* _submissionHead;
    private unsafe uint* _submissionTail;
    private unsafe uint* _submissionFlags;
    private unsafe uint* _completionHead;
    private unsafe uint* _completionTail;
    private unsafe IoUringSqe* _submissions;
    private unsafe IoUringCqe* _completions;

    /// <summary>The tail that the kernel sees after the next <see cref="Publish"/>.</summary>
    private uint _tail;

    /// <summary>Takes the regions over. Ownership: transfers both; they are disposed also when this throws.</summary>
    /// <exception cref="InvalidOperationException">What the kernel says about the ring contradicts itself.</exception>
    internal UringQueues(RingRegion rings, RingRegion entries, in IoUringParams parameters)
    {
        _rings = rings;
        _entries = entries;
        try
        {
            _submissionCount = parameters.sq_entries;
            _submissionMask = MaskOf(parameters.sq_entries);
            _completionMask = MaskOf(parameters.cq_entries);
            FindFields(parameters);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets what the kernel says about the queues.</summary>
    internal uint Flags
    {
        get
        {
            // SAFETY: the word is inside a region that stays mapped until Dispose.
            unsafe
            {
                return RingOrdering.ReadFlags(ref *_submissionFlags);
            }
        }
    }

    /// <summary>Gets the submissions that the kernel has not taken yet.</summary>
    internal uint QueuedCount => _tail - SubmissionHead;

    private uint SubmissionHead
    {
        get
        {
            // SAFETY: as in Flags.
            unsafe
            {
                return RingOrdering.ReadSubmissionHead(ref *_submissionHead);
            }
        }
    }

    /// <summary>Adds a submission; false when there is no room.</summary>
    internal bool TryPush(in IoUringSqe submission)
    {
        if (QueuedCount >= _submissionCount)
        {
            return false;
        }

        // SAFETY: the mask keeps the index inside the array, whose length was checked against its region; the kernel
        // does not look at this place before the tail is published.
        unsafe
        {
            _submissions[_tail & _submissionMask] = submission;
        }

        _tail++;
        return true;
    }

    /// <summary>Shows the kernel what was added, and gives the number that it has not taken.</summary>
    internal uint Publish()
    {
        // SAFETY: as in Flags.
        unsafe
        {
            RingOrdering.WriteSubmissionTail(ref *_submissionTail, _tail);
        }

        return QueuedCount;
    }

    /// <summary>Takes back the newest submission that the kernel has not taken; false when there is none.</summary>
    internal bool TryWithdraw(out IoUringSqe submission)
    {
        submission = default;
        if (QueuedCount == 0)
        {
            return false;
        }

        _tail--;

        // SAFETY: as in TryPush. The kernel takes submissions only inside a call, and this thread is in none.
        unsafe
        {
            submission = _submissions[_tail & _submissionMask];
        }

        _ = Publish();
        return true;
    }

    /// <summary>Takes a completion; false when there is none.</summary>
    internal bool TryPop(out IoUringCqe completion)
    {
        // SAFETY: the words and the entry, whose index the mask keeps inside the array, are in a region that stays
        // mapped until Dispose. The entry is copied before its place is given back.
        unsafe
        {
            uint head = *_completionHead;
            if (head == RingOrdering.ReadCompletionTail(ref *_completionTail))
            {
                completion = default;
                return false;
            }

            completion = _completions[head & _completionMask];
            RingOrdering.WriteCompletionHead(ref *_completionHead, unchecked(head + 1));
            return true;
        }
    }

    /// <summary>Unmaps the queues. The ring is closed before.</summary>
    public void Dispose()
    {
        _rings.Dispose();
        _entries.Dispose();
    }

    private static uint MaskOf(uint count)
    {
        if (!System.Numerics.BitOperations.IsPow2(count))
        {
            throw new InvalidOperationException(
                $"The kernel made a queue of {count} entries, which is no power of two.");
        }

        return count - 1;
    }

    private void FindFields(in IoUringParams parameters)
    {
        Debug.Assert(!_rings.IsClosed && !_entries.IsClosed, "Both regions are mapped.");
        ulong completionBytes = (ulong)parameters.cq_entries * 16;
        ulong submissionBytes = (ulong)parameters.sq_entries * 64;

        // SAFETY: AddressOf checks that each field and array lies inside its region and is aligned; the regions are
        // this object's own and stay mapped until Dispose.
        unsafe
        {
            _submissionHead = (uint*)_rings.AddressOf(parameters.sq_off.head, sizeof(uint), sizeof(uint));
            _submissionTail = (uint*)_rings.AddressOf(parameters.sq_off.tail, sizeof(uint), sizeof(uint));
            _submissionFlags = (uint*)_rings.AddressOf(parameters.sq_off.flags, sizeof(uint), sizeof(uint));
            _completionHead = (uint*)_rings.AddressOf(parameters.cq_off.head, sizeof(uint), sizeof(uint));
            _completionTail = (uint*)_rings.AddressOf(parameters.cq_off.tail, sizeof(uint), sizeof(uint));
            _completions = (IoUringCqe*)_rings.AddressOf(parameters.cq_off.cqes, completionBytes, sizeof(ulong));
            _submissions = (IoUringSqe*)_entries.AddressOf(0, submissionBytes, sizeof(ulong));
            _tail = *_submissionTail;
        }

        if ((parameters.flags & IoUringConstants.IORING_SETUP_NO_SQARRAY) == 0)
        {
            FillIndirection(parameters);
        }
    }

    /// <summary>Before Linux 6.6 submissions go through an array of indexes; it names each place by itself.</summary>
    private void FillIndirection(in IoUringParams parameters)
    {
        // SAFETY: AddressOf checks that the array lies inside the region; no submission was published yet.
        unsafe
        {
            uint* array = (uint*)_rings.AddressOf(
                parameters.sq_off.array, (ulong)parameters.sq_entries * sizeof(uint), sizeof(uint));
            for (uint index = 0; index < parameters.sq_entries; index++)
            {
                array[index] = index;
            }
        }
    }
}
