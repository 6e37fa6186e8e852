namespace ChunkedBuffers;

/// <summary>How the length in front of a value is written. It counts the bytes that follow it.</summary>
public enum LengthPrefix
{
    /// <summary>One byte.</summary>
    Byte,

    /// <summary>Two bytes, most significant first.</summary>
    UInt16BigEndian,

    /// <summary>Two bytes, least significant first.</summary>
    UInt16LittleEndian,

    /// <summary>Three bytes, most significant first.</summary>
    UInt24BigEndian,

    /// <summary>Three bytes, least significant first.</summary>
    UInt24LittleEndian,

    /// <summary>Four bytes, most significant first.</summary>
    UInt32BigEndian,

    /// <summary>Four bytes, least significant first.</summary>
    UInt32LittleEndian,

    /// <summary>Eight bytes, most significant first.</summary>
    UInt64BigEndian,

    /// <summary>Eight bytes, least significant first.</summary>
    UInt64LittleEndian,

    /// <summary>LEB128 of up to 32 bits, in its shortest form.</summary>
    VarUInt32,

    /// <summary>LEB128 of up to 64 bits, in its shortest form.</summary>
    VarUInt64,
}
