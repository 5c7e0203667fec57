; SPDX-License-Identifier: MIT
; The set-up for Windows, for one person or for everybody at the computer:
;   makensis -DVERSION=0.1.0 -DPAYLOAD=dist\card-workshop -DICON=... -DOUT=dist\setup.exe setup.nsi
; An upgrade goes over the version before. Workshops and settings are in the folders of people:
; neither an upgrade nor a removal touches them.

Unicode true
SetCompressor /SOLID lzma
ManifestDPIAware true

!define NAME "Card Workshop"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\card-workshop"
!define OPEN "Software\Classes\Applications\card-workshop.exe"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh

Name "${NAME} ${VERSION}"
OutFile "${OUT}"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "${NAME}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "${NAME}"
VIAddVersionKey /LANG=0 "LegalCopyright" "MIT"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\card-workshop.exe"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_LICENSE "${PAYLOAD}\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString IS_OPEN ${LANG_ENGLISH} "${NAME} is open. Close its window, then try again."
LangString IS_OPEN ${LANG_FRENCH} "${NAME} est ouvert. Fermez sa fenêtre, puis réessayez."
LangString IS_OPEN ${LANG_SIMPCHINESE} "${NAME} 正在运行。请先关闭它的窗口，然后重试。"
LangString NEEDS_64 ${LANG_ENGLISH} "${NAME} needs a 64-bit Windows."
LangString NEEDS_64 ${LANG_FRENCH} "${NAME} a besoin d’un Windows 64 bits."
LangString NEEDS_64 ${LANG_SIMPCHINESE} "${NAME} 需要 64 位 Windows。"
LangString STAYS ${LANG_ENGLISH} "Workshops, backups and settings stay where they are."
LangString STAYS ${LANG_FRENCH} "Les ateliers, les sauvegardes et les réglages restent en place."
LangString STAYS ${LANG_SIMPCHINESE} "车间数据、备份和设置都保留在原处。"

; A program that runs cannot be written to: nothing is changed before it is closed.
!macro REFUSE_WHILE_OPEN AGAIN PROGRAM
    ${AGAIN}${PROGRAM}:
    ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
        ClearErrors
        FileOpen $0 "$INSTDIR\${PROGRAM}" a
        ${If} ${Errors}
            MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_OPEN)" /SD IDCANCEL IDRETRY ${AGAIN}${PROGRAM}
            SetErrorLevel 2
            Quit
        ${EndIf}
        FileClose $0
    ${EndIf}
!macroend

Function .onInit
    ${IfNot} ${RunningX64}
        MessageBox MB_ICONSTOP "$(NEEDS_64)" /SD IDOK
        Quit
    ${EndIf}
    SetRegView 64
    !insertmacro MULTIUSER_INIT
    ${If} $MultiUser.InstallMode == "CurrentUser"
    ${AndIf} $INSTDIR == "$LOCALAPPDATA\${NAME}"
        StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
    ${EndIf}
FunctionEnd

Function un.onInit
    SetRegView 64
    !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section
    !insertmacro REFUSE_WHILE_OPEN again_ card-workshop.exe
    !insertmacro REFUSE_WHILE_OPEN again_ workshop.exe
    ; Only what a set-up put there goes, so that nothing of an older version is left beside the new.
    RMDir /r "$INSTDIR\_internal"
    SetOutPath "$INSTDIR"
    File /r "${PAYLOAD}\*.*"
    WriteUninstaller "$INSTDIR\uninstall.exe"

    CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\card-workshop.exe"
    WriteRegStr SHCTX "${OPEN}\shell\open\command" "" '"$INSTDIR\card-workshop.exe" "%1"'
    WriteRegStr SHCTX "${OPEN}\SupportedTypes" ".zip" ""

    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    IntFmt $0 "0x%08X" $0
    WriteRegStr SHCTX "${KEY}" "DisplayName" "${NAME}"
    WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\card-workshop.exe"
    WriteRegStr SHCTX "${KEY}" "Publisher" "${NAME}"
    WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
    WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
    WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" "$0"
    WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
    WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
    !insertmacro REFUSE_WHILE_OPEN again_ card-workshop.exe
    !insertmacro REFUSE_WHILE_OPEN again_ workshop.exe
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\card-workshop.exe"
    Delete "$INSTDIR\workshop.exe"
    Delete "$INSTDIR\LICENSE"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    DeleteRegKey SHCTX "${OPEN}"
    DeleteRegKey SHCTX "${KEY}"
    DetailPrint "$(STAYS)"
SectionEnd
