#nullable enable
using System;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AitherZero.Worker
{
    /// <summary>The few calls into the operating system that .NET Standard has no name for.</summary>
    internal static class NativeMethods
    {
        private const int SetDescriptorFlags = 2;    // F_SETFD
        private const int CloseOnExec = 1;           // FD_CLOEXEC
        private const uint HandleFlagInherit = 1;    // HANDLE_FLAG_INHERIT

        private const int AnyChild = 0;              // P_ALL
        private const int NoChildren = 10;           // ECHILD
        private const int SignalInfoBytes = 256;     // above any siginfo_t

        /// <summary>
        /// Opens an inherited pipe end, given as a descriptor (Unix) or handle
        /// (Windows), after taking it away from future child processes.
        /// </summary>
        public static FileStream OpenInherited(string number, FileAccess access)
        {
            var handle = new IntPtr(long.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
            bool kept = IsWindows
                ? SetHandleInformation(handle, HandleFlagInherit, 0)
                : fcntl(handle.ToInt32(), SetDescriptorFlags, CloseOnExec) == 0;
            if (!kept)
            {
                throw new Win32Exception(Marshal.GetLastWin32Error(), "cannot take over the pipe " + number);
            }

            // Frames are written whole; a buffer would only delay them.
            return new FileStream(new SafeFileHandle(handle, true), access, 1);
        }

        /// <summary>
        /// Whether this process has children at all, ended ones that nobody
        /// has waited for included. Costs one system call; Unix only.
        /// </summary>
        public static bool HasChildren()
        {
            IntPtr info = Marshal.AllocHGlobal(SignalInfoBytes);
            try
            {
                return waitid(AnyChild, 0, info, PeekEnded) == 0 || Marshal.GetLastWin32Error() != NoChildren;
            }
            finally
            {
                Marshal.FreeHGlobal(info);
            }
        }

        public static bool IsWindows => Path.DirectorySeparatorChar == '\\';

        public static bool IsLinux => RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

        /// <summary>WEXITED | WNOHANG | WNOWAIT: look, wait for nothing, reap nothing.</summary>
        private static int PeekEnded => IsLinux ? 0x4 | 0x1 | 0x1000000 : 0x4 | 0x1 | 0x20;

        [DllImport("libc", SetLastError = true)]
        private static extern int fcntl(int descriptor, int command, int argument);

        [DllImport("libc", SetLastError = true)]
        private static extern int waitid(int idType, uint id, IntPtr info, int options);

        [DllImport("kernel32", SetLastError = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        private static extern bool SetHandleInformation(IntPtr handle, uint mask, uint flags);
    }
}
